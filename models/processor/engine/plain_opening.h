/// Instructions that are plain by their first bytes: every processor has them, they are translated as they stand,
/// and code goes on behind them. They make up nearly all of a system's code, and are not decoded for what they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/processor/engine/cpu_description.h"
#include "models/processor/engine/x86_core.h"

namespace trapline::engine {

/// How many bytes `is_plain` may look at: prefixes, opcode and ModR/M.
inline constexpr std::size_t longest_plain_opening = 6;

/// What decides about some of them.
struct plain_conditions {
  bool has_cmov = false;                      ///< the processor has CMOVcc
  bool checks_fs = false, checks_gs = false;  ///< accesses by these segments are checked
};

/// Whether the instruction is one of those, in protected mode where accesses by no other segment are checked. No for
/// many that are. @param size not 16 bits
bool is_plain(const std::uint8_t* code, code_size size, plain_conditions);
/// The same, found by decoding: whether translation does something about this instruction that it does not do about
/// any other. What is_plain() is held against.
bool calls_for_care(std::span<const std::uint8_t> code, code_size size, const cpu_description&,
                    plain_conditions);

}  // namespace trapline::engine
