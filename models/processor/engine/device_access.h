/// Accesses of the processor to what is not memory: each comes to the client once, with time exact, whatever
/// becomes of the instruction.
#pragma once

#include <cstdint>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

/// The instruction under way is executed as a block of its own: returns if it is, else it begins anew.
/// @param from where in translated code it called us; 0 if it did not
void begin_alone(core_state&, std::uintptr_t from);

/// @param from where in translated code the access was asked for; 0 if it was not: the delivery of an
/// interrupt. An instruction in the middle of its block begins anew in a block of its own, before the access.
std::uint64_t read_device(core_state&, std::uint64_t physical, unsigned bytes, std::uintptr_t from);
void write_device(core_state&, std::uint64_t physical, unsigned bytes, std::uint64_t value,
                  std::uintptr_t from);

/// What an access of that many bytes reads where nothing answers.
constexpr std::uint64_t open_bus(unsigned bytes) {
  return bytes == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * bytes)) - 1;
}

}  // namespace trapline::engine
