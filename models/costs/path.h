/// The paths that operations take, as data: a monitor charges what its tables say, and `trapline list paths`
/// and the README print the same tables.
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>

#include "models/costs/account.h"
#include "models/costs/step.h"

namespace trapline {

/// In a table: a step that belongs to the block of whatever it happens in.
inline constexpr block where_it_happens = 0;

/// Blocks in which steps happen that have no block of their own.
inline constexpr block at_near_model = 204, at_far_model = 208, at_interrupt = 301;

struct path_step {
  block in;
  step what;
  account by = account::monitor;
};

/// Steps of a path that are taken together.
struct path_part {
  std::string_view what;  ///< in words
  std::initializer_list<path_step> steps;
  std::string_view when = "";  ///< what makes it happen; "" for always
};

/// A path from its beginning to its end.
struct path_table {
  std::string_view figure;  ///< of the patent
  std::string_view title;
  std::span<const path_part* const> parts;
};

}  // namespace trapline
