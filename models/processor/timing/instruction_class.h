/// The classes that instructions fall into as far as their cost is concerned. A cost profile gives
/// each its cycles under the name listed here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trapline::timing {

enum class instruction_class : std::uint8_t {
  alu,
  adc,
  shift_immediate,
  shift_cl,
  imul,
  div32,
  div64,
  load,
  store,
  alu_memory,
  push,
  pop,
  branch,
  conditional_branch,
  call,
  ret,
  string_rep,     ///< one element of a repeated string instruction
  string_single,  ///< a string instruction without REP
  locked,         ///< LOCK prefix, or XCHG with memory
  pushf,
  popf,
  cld,  ///< CLD and STD
  cli,
  sti,
  mov_segment,
  far_transfer,
  int_n,
  iret,
  rdtsc,
  cpuid,
  pause,
  port_io,  ///< IN, OUT, INS, OUTS: the core's own part, up to the bus
  system,   ///< control registers, MSRs, INVLPG, descriptor tables, HLT
  fpu,
  simd,
  nop,
  other,  ///< what is in none of the above, and bytes that decode to nothing
  // what a memory operand adds to a class whose own figure does not hold one
  memory_load,
  memory_store,
  count_
};

inline constexpr std::size_t instruction_class_count = static_cast<std::size_t>(instruction_class::count_);

/// The name that profiles use.
std::string_view name_of(instruction_class);
std::optional<instruction_class> class_named(std::string_view);

}  // namespace trapline::timing
