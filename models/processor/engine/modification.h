/// Instructions that store where they have loaded from: already the load asks to write, and a page fault's error
/// code says so. SDM volume 3, 4.7, and processors.
#pragma once

#include "models/processor/engine/decoder.h"

namespace trapline::engine {

bool modifies_memory(const decoded_code&);

/// Of what the library calls an access, as alignment.h has it: a bit that it leaves alone.
namespace access_purpose {
inline constexpr unsigned modification = 1u << 7, memory_operation_shift = 4;
/// @param operation as the library's slow path is told it
constexpr bool is_modification(unsigned operation) {
  return operation >> memory_operation_shift & modification;
}
}  // namespace access_purpose

}  // namespace trapline::engine
