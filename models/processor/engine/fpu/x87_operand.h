/// The operands of the x87's instructions.
#pragma once

#include <cstring>

#include "models/processor/engine/fpu/formats.h"
#include "models/processor/engine/fpu/x87_handlers.h"

namespace trapline::fpu::x87 {

template <typename T>
T read_operand(const x87_operation& o) {
  T value;
  std::memcpy(&value, o.bytes.data(), sizeof value);
  return value;
}

/// Whether a register of the two-operand form is empty.
inline bool lacks_source(const x87_unit& u, const x87_operation& o) {
  return u.empty(0) || (o.how.memory == operand::none && u.empty(o.i));
}

/// The operand in memory, or ST(i)'s. @pre that register is not empty
inline number source(const x87_unit& u, const x87_operation& o, context& c) {
  switch (o.how.memory) {
    case operand::integer16:
      return number::integer(read_operand<std::int16_t>(o));
    case operand::integer32:
      return number::integer(read_operand<std::int32_t>(o));
    case operand::integer64:
      return number::integer(read_operand<std::int64_t>(o));
    case operand::real32:
      return unpack<binary32>(read_operand<std::uint32_t>(o), c);
    case operand::real64:
      return unpack<binary64>(read_operand<std::uint64_t>(o), c);
    default:
      return unpack(u.st(o.i));
  }
}

inline void pop_as_told(x87_unit& u, const x87_operation& o) {
  for (unsigned i = 0; i < o.how.pops; ++i) u.pop();
}

}  // namespace trapline::fpu::x87
