#include "models/processor/timing/instruction_class.h"

#include <algorithm>
#include <array>

namespace trapline::timing {

namespace {

constexpr std::array<std::string_view, instruction_class_count> names = {"alu",
                                                                         "adc",
                                                                         "shift_immediate",
                                                                         "shift_cl",
                                                                         "imul",
                                                                         "div32",
                                                                         "div64",
                                                                         "load",
                                                                         "store",
                                                                         "alu_memory",
                                                                         "push",
                                                                         "pop",
                                                                         "branch",
                                                                         "conditional_branch",
                                                                         "call",
                                                                         "ret",
                                                                         "string_rep",
                                                                         "string_single",
                                                                         "locked",
                                                                         "pushf",
                                                                         "popf",
                                                                         "cld",
                                                                         "cli",
                                                                         "sti",
                                                                         "mov_segment",
                                                                         "far_transfer",
                                                                         "int_n",
                                                                         "iret",
                                                                         "rdtsc",
                                                                         "cpuid",
                                                                         "pause",
                                                                         "port_io",
                                                                         "system",
                                                                         "fpu",
                                                                         "simd",
                                                                         "nop",
                                                                         "other",
                                                                         "memory_load",
                                                                         "memory_store"};

}  // namespace

std::string_view name_of(instruction_class c) { return names[static_cast<std::size_t>(c)]; }

std::optional<instruction_class> class_named(std::string_view name) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return std::nullopt;
  return static_cast<instruction_class>(at - names.begin());
}

}  // namespace trapline::timing
