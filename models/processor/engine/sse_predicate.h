/// Of the predicate of CMPPS, CMPPD, CMPSS and CMPSD three bits count. The others are reserved (Intel SDM volume 2,
/// CMPPS), and processors pass over them; the library takes the instruction for undefined.
#pragma once

#include <optional>

#include "models/processor/engine/decoder.h"
#include "models/processor/engine/x87_translation.h"

namespace trapline::engine {

/// What the predicate at the end of an instruction that begins at `begin` is to be read as, if not as it is.
inline std::optional<stand_in> plain_predicate(const decoded_code& d, std::uint64_t begin) {
  constexpr std::uint8_t compare = 0xc2, counts = 7, nop = 0x90;
  const ZydisDecodedInstruction& i = d.instruction;
  if (!d.known || i.opcode != compare || i.opcode_map != ZYDIS_OPCODE_MAP_0F) return std::nullopt;
  const unsigned last = i.length - 1u;
  if (d.bytes[last] <= counts) return std::nullopt;
  return stand_in{begin + last, {static_cast<std::uint8_t>(d.bytes[last] & counts), nop}};
}

}  // namespace trapline::engine
