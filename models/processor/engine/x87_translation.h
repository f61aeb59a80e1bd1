/// The x87's instructions at their translation. The library's translator makes several calls of one such
/// instruction, and no place of them knows the whole: so it is shown another one in its stead, of which it
/// makes a single call (overrides_x87.cpp).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/processor/engine/library.h"
#include "models/processor/engine/translation.h"

namespace trapline::engine {

/// What stands in for an instruction.
struct stand_in {
  std::uint64_t at;  ///< linear address of its opcode
  std::array<std::uint8_t, 2> bytes;
};

/// Emits what the instruction at this linear address needs. @return nothing if the library is to translate
/// the instruction as it is: FXSAVE and FXRSTOR, of which it makes one call anyway, and all that are not of
/// the x87
std::optional<stand_in> prepare_x87(const translation&, const library::translation_block&,
                                    std::uint64_t linear);

}  // namespace trapline::engine
