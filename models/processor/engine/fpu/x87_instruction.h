/// The x87's instructions as a table by their 11 bits of opcode: the first byte's lower three and ModR/M.
#pragma once

#include <array>
#include <cstdint>

#include "models/processor/engine/fpu/context.h"
#include "models/processor/engine/fpu/x87_image.h"
#include "models/processor/engine/fpu/x87_unit.h"

namespace trapline::fpu {

/// What an instruction has besides the stack.
enum class operand : std::uint8_t {
  none,
  integer16,
  integer32,
  integer64,
  real32,
  real64,
  real80,
  decimal,
  word,
  accumulator,  ///< AX
  environment,
  state,  ///< see x87_image.h
};
/// Of an operand in memory.
constexpr unsigned operand_bytes(operand o, image_format f) {
  constexpr std::array<std::uint8_t, 10> bytes{0, 2, 4, 8, 4, 8, 10, 10, 2, 2};
  if (o < operand::environment) return bytes[static_cast<unsigned>(o)];
  return environment_bytes(f) + (o == operand::state ? register_bytes : 0);
}

struct x87_instruction;

/// One execution.
struct x87_operation {
  /// The operand's bytes are left as they are: there may be many.
  explicit x87_operation(const x87_instruction& h) : how{h} {}

  const x87_instruction& how;
  unsigned i = 0;                                 ///< of ST(i)
  bool writes = false;                            ///< whether the operand is to be written
  std::uint32_t eflags = 0;                       ///< the arithmetic ones
  image_format format{};                          ///< of an environment or a state
  context found{};                                ///< what a store is to report
  std::array<std::uint8_t, largest_image> bytes;  ///< the operand that was read, or is to be written
};

struct x87_instruction {
  void (*run)(x87_unit&, x87_operation&) = nullptr;  ///< none: undefined
  operand memory = operand::none;
  std::uint8_t pops = 0;
  bool stores = false;                                  ///< into memory or AX
  void (*finish)(x87_unit&, x87_operation&) = nullptr;  ///< when that has succeeded
  bool reversed = false;                                ///< FCMOVcc wants none of its flags
  bool into_i = false;                                  ///< the result is for ST(i)
  bool quiet = false;          ///< a comparison to which a quiet NaN is no invalid operand
  bool flags = false;          ///< reads or sets EFLAGS
  std::uint8_t condition = 0;  ///< the flags of which FCMOVcc wants one, or none if it is `reversed`
  bool waits = true;           ///< an error that is pending is reported first
  bool control = false;        ///< leaves the pointers as they are
};

/// @param opcode 11 bits
const x87_instruction& x87_instruction_of(unsigned opcode);

}  // namespace trapline::fpu
