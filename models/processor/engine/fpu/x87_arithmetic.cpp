/// Intel SDM volume 2: FADD to FDIVR, FSQRT, FCHS, FABS, FRNDINT, FSCALE, FXTRACT, FPREM, FPREM1.
#include <cstdlib>

#include "models/processor/engine/fpu/arithmetic.h"
#include "models/processor/engine/fpu/integers.h"
#include "models/processor/engine/fpu/remainder.h"
#include "models/processor/engine/fpu/rounding.h"
#include "models/processor/engine/fpu/x87_operand.h"
#include "models/processor/engine/fpu/x87_usual.h"

namespace trapline::fpu::x87 {

using kind = number::kind;

extended rounded_result(const number& n, context& c) {
  return pack_extended(round<extended>(n, extended::precision, c));
}

namespace {

template <operation which>
number compute(const number& top, const number& other, context& c) {
  switch (which) {
    case operation::add:
      return add(top, other, c);
    case operation::multiply:
      return multiply(top, other, c);
    case operation::subtract:
      return subtract(top, other, c);
    case operation::subtract_reversed:
      return subtract(other, top, c);
    case operation::divide:
      return divide(top, other, c);
    case operation::divide_reversed:
      return divide(other, top, c);
  }
}

}  // namespace

// All in one, so that the numbers stay in registers.
template <operation which>
[[gnu::flatten]] void basic(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  extended result, other;
  if (lacks_source(u, o)) {
    result = stack_underflow(c);
  } else if (!is_normal(u.st(0)) || !normal_source(u, o, other) ||
             !between_normals<which>(u.st(0), other, u.precision(), c, result)) {
    const number n = compute<which>(unpack(u.st(0)), source(u, o, c), c);
    result = pack_extended(round<extended>(n, u.precision(), c));
  }
  if (!u.finish(c)) return;
  u.set(o.how.into_i ? o.i : 0, result);
  pop_as_told(u, o);
}
template void basic<operation::add>(x87_unit&, x87_operation&);
template void basic<operation::multiply>(x87_unit&, x87_operation&);
template void basic<operation::subtract>(x87_unit&, x87_operation&);
template void basic<operation::subtract_reversed>(x87_unit&, x87_operation&);
template void basic<operation::divide>(x87_unit&, x87_operation&);
template void basic<operation::divide_reversed>(x87_unit&, x87_operation&);

namespace {

// ST(0) becomes a function of itself.
template <typename Function>
void of_top(x87_unit& u, Function function) {
  context c = u.begin();
  const extended result = u.empty(0) ? stack_underflow(c) : function(u.st(0), c);
  if (u.finish(c)) u.set(0, result);
}

number scaled(const number& value, const number& by, context& c) {
  if (value.is_nan() || by.is_nan()) return propagate_nan(value, by, c);
  if (by.is(kind::infinity)) {
    if (value.is(by.negative ? kind::infinity : kind::zero)) return c.raise_invalid();
    c.note_denormal(value);
    return by.negative ? number::zero(value.negative) : number::infinity(value.negative);
  }
  c.note_denormal(value);
  c.note_denormal(by);
  if (!value.is(kind::finite) || by.is(kind::zero) || by.exponent < 0) return value;
  // More than this is out of any range.
  constexpr int most = 0x10000, most_exponent = 16;
  const int count =
      by.exponent >= most_exponent ? most : static_cast<int>(by.significand >> (63 - by.exponent));
  number result = value;
  result.exponent += by.negative ? -count : count;
  return result;
}

void remainder(x87_unit& u, bool nearest) {
  context c = u.begin();
  quotient_bits quotient;
  extended result;
  if (u.empty(0) || u.empty(1)) {
    result = stack_underflow(c);
  } else {
    result = rounded_result(remainder_of(unpack(u.st(0)), unpack(u.st(1)), nearest, quotient, c), c);
  }
  const bool delivered = u.finish(c);
  if (delivered)
    u.set(0, result);
  else
    quotient = {};
  const unsigned low = quotient.low;
  const auto told = (quotient.partial ? condition_2 : 0) | (low & 4 ? condition_0 : 0) |
                    (low & 2 ? condition_3 : 0) | (low & 1 ? condition_1 : 0);
  u.set_conditions(quotient.defined ? conditions : condition_2, static_cast<std::uint16_t>(told));
}

}  // namespace

void square_root_of_top(x87_unit& u, x87_operation&) {
  of_top(u, [&u](const extended& e, context& c) {
    unrounded root;
    if (extended result; is_normal(e) && !e.negative() && root_of_normal(e, root) &&
                         round_to_normal(root, u.precision(), c, result))
      return result;
    return pack_extended(round<extended>(square_root(unpack(e), c), u.precision(), c));
  });
}

void change_sign(x87_unit& u, x87_operation&) {
  of_top(u, [](extended e, context&) {
    e.sign_exponent ^= 0x8000;
    return e;
  });
}

void absolute(x87_unit& u, x87_operation&) {
  of_top(u, [](extended e, context&) {
    e.sign_exponent &= 0x7fff;
    return e;
  });
}

void round_top(x87_unit& u, x87_operation&) {
  of_top(u, [](const extended& e, context& c) { return pack_extended(round_to_integral(unpack(e), c)); });
}

void scale(x87_unit& u, x87_operation&) {
  context c = u.begin();
  const extended result = u.empty(0) || u.empty(1)
                              ? stack_underflow(c)
                              : rounded_result(scaled(unpack(u.st(0)), unpack(u.st(1)), c), c);
  if (u.finish(c)) u.set(0, result);
}

void extract(x87_unit& u, x87_operation&) {
  context c = u.begin();
  extended exponent = indefinite(), significand = exponent;
  if (u.empty(0)) {
    stack_underflow(c);
  } else if (!u.empty(7)) {
    stack_overflow(c);
  } else {
    number n = unpack(u.st(0));
    if (n.is_nan()) n = propagate_nan(n, c);
    number e = n;
    if (n.is(kind::infinity)) e.negative = false;
    if (n.is(kind::zero)) {
      c.raised |= zero_divide;
      e = number::infinity(true);
    } else if (n.is(kind::finite)) {
      c.note_denormal(n);
      e = number::integer(n.exponent);
      n.exponent = 0;
    }
    exponent = pack_extended(e);
    significand = pack_extended(n);
  }
  if (!u.finish(c)) return;
  u.set(0, exponent);
  u.push(significand);
}

void remainder_truncated(x87_unit& u, x87_operation&) { remainder(u, false); }
void remainder_nearest(x87_unit& u, x87_operation&) { remainder(u, true); }

}  // namespace trapline::fpu::x87
