/// The steps that an exit, an interrupt or an installation is made of. Each carries the block of the
/// patent's figures that it belongs to where it is charged, and its name here is the one under which a cost
/// profile gives its cycles and reports show it. The base profile's [steps] are the list of them
/// (models/costs/CMakeLists.txt): numbers and names are made from it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "models/costs/step_list.h"

namespace trapline {

inline constexpr std::size_t step_count = step_names.size();

/// What statistics have to know of them.
inline constexpr step_vocabulary all_steps{step_names, step::handler};

inline std::string_view name_of(step s) { return all_steps.name_of(s); }

inline std::optional<step> step_named(std::string_view name) {
  for (std::size_t i = 0; i < step_count; ++i)
    if (step_names[i] == name) return static_cast<step>(i);
  return std::nullopt;
}

}  // namespace trapline
