/// What of an instruction's bytes decides its class: prefixes, opcode, ModR/M and length. Displacements and
/// immediates do not, so a few thousand encodings make up all the code of a system.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "models/processor/engine/x86_core.h"

namespace trapline::timing {

/// Fits into 55 bits; the same for two instructions only if `classify` has the same to say of both. Nothing
/// for encodings in which later bytes count too: three prefixes, VEX, EVEX and XOP, 3DNow!, 0F38h and 0F3Ah.
std::optional<std::uint64_t> encoding_of(std::span<const std::uint8_t> bytes, engine::code_size);

}  // namespace trapline::timing
