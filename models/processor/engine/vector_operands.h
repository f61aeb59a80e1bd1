/// Operands in memory of instructions of SSE that the library accesses as two halves of 64 bits, where a processor
/// accesses all of it or nothing, or only the first.
#pragma once

#include <cstdint>

#include "models/processor/engine/decoder.h"

namespace trapline::engine {

enum class vector_operand : std::uint8_t {
  usual,
  anywhere,  ///< 128 bits at any address: may lie in two pages, of which one is missing
  half,      ///< 64 bits: the library would read 128
  half_read  ///< ... and has been read
};
vector_operand vector_operand_of(const decoded_code&);

/// In front of the first access to an operand that lies anywhere: if it is in two pages, both have to be accessible.
/// @param address, mmu as the library gives them to the access
void emit_whole_operand(void* ctx, void* address, std::uintptr_t mmu, bool write);

/// Of what the library calls an access, as alignment.h has it: a bit that it leaves alone.
namespace access_extent {
inline constexpr unsigned whole = 1u << 8, memory_operation_shift = 4;
/// @param operation as the library's slow path is told it
constexpr bool is_whole(unsigned operation) { return operation >> memory_operation_shift & whole; }
}  // namespace access_extent

}  // namespace trapline::engine
