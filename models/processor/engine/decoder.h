/// The instruction at an address, as Zydis' tables have it.
#pragma once

#include <Zydis/Zydis.h>

#include <array>
#include <cstdint>
#include <span>

#include "models/processor/engine/cpu_description.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/x86_core.h"

namespace trapline::engine {

inline constexpr std::size_t longest_instruction = 15;

struct decoded_code {
  std::array<std::uint8_t, longest_instruction> bytes;
  std::size_t count = 0;  ///< of bytes that were read
  ZydisDecodedInstruction instruction;
  ZydisDecoderContext context;
  code_size size;
  /// What the manual leaves undefined, or what the described processor does not have: #UD.
  bool undefined;
  /// One that the tables know; else it is undefined, or longer than the processor takes.
  bool known;

  std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands() const;
};

/// Reads no further than the page of its first byte unless the instruction does; a fetch that faults leaves
/// by longjmp.
decoded_code decode(library::cpu_env&, std::uint64_t linear, code_size, const cpu_description&);
/// The same of bytes at hand.
decoded_code decode(std::span<const std::uint8_t>, code_size, const cpu_description&);

/// Whether the described processor has this instruction.
bool has_instruction(const cpu_description&, const ZydisDecodedInstruction&, code_size);

}  // namespace trapline::engine
