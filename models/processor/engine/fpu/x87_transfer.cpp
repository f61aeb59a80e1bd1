/// Intel SDM volume 2: FLD, FILD, FBLD, FST, FIST, FISTTP, FBSTP, FXCH, the constants.
#include <bit>
#include <cstring>

#include "models/processor/engine/fpu/integers.h"
#include "models/processor/engine/fpu/rounding.h"
#include "models/processor/engine/fpu/x87_operand.h"
#include "models/processor/engine/fpu/x87_usual.h"

namespace trapline::fpu::x87 {

namespace {

void put(x87_operation& o, std::uint64_t bytes) { std::memcpy(o.bytes.data(), &bytes, sizeof bytes); }

void put(x87_operation& o, const extended& e) {
  std::memcpy(o.bytes.data(), &e.significand, sizeof e.significand);
  std::memcpy(o.bytes.data() + sizeof e.significand, &e.sign_exponent, sizeof e.sign_exponent);
}

// An operand in memory stays as it is if its value overflows or underflows unmasked, and that the value
// would be inexact is not told (SDM volume 1, 8.5.6).
void deliver(x87_operation& o, context& c) {
  const bool out_of_range = c.raised & c.unmasked & (overflow | underflow);
  if (out_of_range) {
    c.raised &= static_cast<std::uint8_t>(~inexact);
    c.rounded_up = false;
  }
  o.writes = !c.stopped() && !out_of_range;
  o.found = c;
}

// What the top of the stack is as a number to be converted; an empty one is answered by the indefinite.
number top_to_convert(const x87_unit& u, context& c) {
  if (!u.empty(0)) return unpack(u.st(0));
  stack_underflow(c);
  return number::indefinite();
}

void push_or_overflow(x87_unit& u, context& c, extended value) {
  if (!u.empty(7)) value = stack_overflow(c);
  if (u.finish(c)) u.push(value);
}

}  // namespace

void finish_store(x87_unit& u, x87_operation& o) {
  u.finish(o.found);
  if (o.writes) pop_as_told(u, o);
}

void load(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  if (!u.empty(7)) {
    push_or_overflow(u, c, {});
    return;
  }
  if (o.how.memory == operand::real80) {
    extended e;
    std::memcpy(&e.significand, o.bytes.data(), sizeof e.significand);
    std::memcpy(&e.sign_exponent, o.bytes.data() + sizeof e.significand, sizeof e.sign_exponent);
    push_or_overflow(u, c, e);
    return;
  }
  if (extended e; o.how.memory != operand::none && normal_source(u, o, e)) {
    if (u.finish(c)) u.push(e);
    return;
  }
  number n = source(u, o, c);
  if (n.is_nan()) n = propagate_nan(n, c);
  c.note_denormal(n);
  push_or_overflow(u, c, pack_extended(n));
}

void load_decimal(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  push_or_overflow(u, c, pack_extended(from_decimal(read_operand<packed_decimal>(o))));
}

void load_register(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  if (u.empty(o.i)) {
    stack_underflow(c);
    if (u.finish(c)) u.push(indefinite());
  } else {
    push_or_overflow(u, c, u.st(o.i));
  }
}

namespace {

bool store_normal(const extended& top, x87_operation& o, context& c) {
  if (o.how.memory == operand::real32) {
    std::uint32_t bits = 0;
    if (!narrowed<binary32>(top, c, bits)) return false;
    put(o, bits);
    return true;
  }
  std::uint64_t bits = 0;
  if (!narrowed<binary64>(top, c, bits)) return false;
  put(o, bits);
  return true;
}

}  // namespace

void store_real(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  if (!u.empty(0) && is_normal(u.st(0)) && store_normal(u.st(0), o, c)) {
    deliver(o, c);
    return;
  }
  number n = top_to_convert(u, c);
  if (n.is_nan()) n = propagate_nan(n, c);
  put(o, o.how.memory == operand::real32 ? round_and_pack<binary32>(n, c) : round_and_pack<binary64>(n, c));
  deliver(o, c);
}

void store_extended(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  put(o, u.empty(0) ? stack_underflow(c) : u.st(0));
  deliver(o, c);
}

namespace {

void store_integer_by(x87_unit& u, x87_operation& o, rounding mode) {
  context c = u.begin();
  const number n = top_to_convert(u, c);
  put(o, static_cast<std::uint64_t>(
             to_integer(n, mode, 8 * static_cast<int>(operand_bytes(o.how.memory, {})), c)));
  deliver(o, c);
}

}  // namespace

void store_integer(x87_unit& u, x87_operation& o) { store_integer_by(u, o, u.begin().mode); }
void store_truncated(x87_unit& u, x87_operation& o) { store_integer_by(u, o, rounding::toward_zero); }

void store_decimal(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  const packed_decimal d = to_decimal(top_to_convert(u, c), c);
  std::memcpy(o.bytes.data(), d.data(), d.size());
  deliver(o, c);
}

void store_register(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  const extended value = u.empty(0) ? stack_underflow(c) : u.st(0);
  if (!u.finish(c)) return;
  u.set(o.i, value);
  pop_as_told(u, o);
}

void exchange(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  const extended top = u.empty(0) ? stack_underflow(c) : u.st(0);
  const extended other = u.empty(o.i) ? stack_underflow(c) : u.st(o.i);
  if (!u.finish(c)) return;
  u.set(0, other);
  u.set(o.i, top);
}

namespace {

/// 128 bits of the significand each, cut off.
constexpr number constants[] = {
    {number::kind::finite, false, false, 0, 0x8000'0000'0000'0000, 0},                       // 1
    {number::kind::finite, false, false, 1, 0xd49a'784b'cd1b'8afe, 0x492b'f6ff'4daf'db4c},   // log2(10)
    {number::kind::finite, false, false, 0, 0xb8aa'3b29'5c17'f0bb, 0xbe87'fed0'691d'3e88},   // log2(e)
    {number::kind::finite, false, false, 1, 0xc90f'daa2'2168'c234, 0xc4c6'628b'80dc'1cd1},   // pi
    {number::kind::finite, false, false, -2, 0x9a20'9a84'fbcf'f798, 0x8f89'59ac'0b7c'9178},  // log10(2)
    {number::kind::finite, false, false, -1, 0xb172'17f7'd1cf'79ab, 0xc9e3'b398'03f2'f6af},  // ln(2)
    {},                                                                                      // 0
};

}  // namespace

template <unsigned which>
void load_constant(x87_unit& u, x87_operation&) {
  context c = u.begin(), apart = c;  // that it is rounded is told nowhere
  push_or_overflow(u, c, rounded_result(constants[which], apart));
}
template void load_constant<0>(x87_unit&, x87_operation&);
template void load_constant<1>(x87_unit&, x87_operation&);
template void load_constant<2>(x87_unit&, x87_operation&);
template void load_constant<3>(x87_unit&, x87_operation&);
template void load_constant<4>(x87_unit&, x87_operation&);
template void load_constant<5>(x87_unit&, x87_operation&);
template void load_constant<6>(x87_unit&, x87_operation&);

}  // namespace trapline::fpu::x87
