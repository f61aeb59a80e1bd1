/// Where code of the host refers to what lies outside of it, when it is known how often it does: then nothing has to be
/// decoded, as long as no other bytes look like it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/processor/engine/store/build_identity.h"
#include "models/processor/engine/store/host_code.h"

namespace trapline::engine {

/// Appends what find_outside_references() does, of code whose references are `count` calls and jumps to these places,
/// by a relative address or through a constant behind the instructions.
/// @return false, and nothing is appended, if more or fewer look like one
bool find_so_many_references(std::span<const std::uint8_t> code, std::size_t count,
                             std::span<const image_extent> places, std::vector<outside_reference>&);

}  // namespace trapline::engine
