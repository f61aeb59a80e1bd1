/// What an operation is made of, as the kit knows it: steps and blocks are numbers here. Which steps there
/// are is the business of who charges them, and so are the blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace trapline {

enum class step : std::uint8_t;

/// Who spends the time of a step.
enum class account : std::uint8_t;

/// A block of figures 2 to 4, by its number in the drawing; 0 for "none".
using block = std::uint16_t;

/// Which steps there are.
struct step_vocabulary {
  /// By the steps' numbers.
  std::span<const std::string_view> names;
  /// The work of the guest's own that parts an operation: what comes after it is summed apart from the same
  /// steps before. None if there is no such step.
  std::optional<step> divider;

  std::string_view name_of(step s) const { return names[static_cast<std::size_t>(s)]; }
};

}  // namespace trapline
