/// Intel SDM volume 2: F2XM1, FYL2X, FYL2XP1, FSIN, FCOS, FSINCOS, FPTAN, FPATAN.
#include "models/processor/engine/fpu/transcendental.h"
#include "models/processor/engine/fpu/x87_handlers.h"

namespace trapline::fpu::x87 {

namespace {

using of_one = number (*)(const number&, context&);
using of_two = number (*)(const number&, const number&, context&);

// ST(1) becomes a function of itself and ST(0), which is popped.
void of_both(x87_unit& u, of_two function) {
  context c = u.begin();
  const extended result = u.empty(0) || u.empty(1)
                              ? stack_underflow(c)
                              : rounded_result(function(unpack(u.st(1)), unpack(u.st(0)), c), c);
  if (!u.finish(c)) return;
  u.set(1, result);
  u.pop();
}

// ST(0) becomes a function of itself, unless it is too large: then C2 tells so.
void of_angle(x87_unit& u, of_one function) {
  context c = u.begin();
  const number x = unpack(u.st(0));
  const bool beyond = !u.empty(0) && beyond_trigonometry(x);
  extended result = u.st(0);
  if (u.empty(0)) {
    result = stack_underflow(c);
  } else if (!beyond) {
    result = rounded_result(function(x, c), c);
  }
  const bool delivered = u.finish(c);
  u.set_conditions(condition_2, beyond ? condition_2 : 0);
  if (delivered) u.set(0, result);
}

// ST(0) is replaced by one result, and another is pushed.
void angle_to_two(x87_unit& u, of_one first, of_one second) {
  context c = u.begin();
  extended below = indefinite(), top = below;
  const number x = unpack(u.st(0));
  const bool beyond = !u.empty(0) && u.empty(7) && beyond_trigonometry(x);
  if (u.empty(0)) {
    stack_underflow(c);
  } else if (!u.empty(7)) {
    stack_overflow(c);
  } else if (!beyond) {
    below = rounded_result(first(x, c), c);
    top = rounded_result(second(x, c), c);
  }
  const bool delivered = u.finish(c);
  u.set_conditions(condition_2, beyond ? condition_2 : 0);
  if (!delivered || beyond) return;
  u.set(0, below);
  u.push(top);
}

number one_or_nan(const number& x, context& c) {
  if (x.is_nan()) return propagate_nan(x, c);
  return x.is(number::kind::infinity) ? number::indefinite() : number::one();
}

}  // namespace

void exponential(x87_unit& u, x87_operation&) {
  context c = u.begin();
  const extended result =
      u.empty(0) ? stack_underflow(c) : rounded_result(exponential_minus_1(unpack(u.st(0)), c), c);
  if (u.finish(c)) u.set(0, result);
}

void logarithm(x87_unit& u, x87_operation&) { of_both(u, times_logarithm); }
void logarithm_plus_1(x87_unit& u, x87_operation&) { of_both(u, times_logarithm_plus_1); }
void arctangent(x87_unit& u, x87_operation&) { of_both(u, fpu::arctangent); }
void sine(x87_unit& u, x87_operation&) { of_angle(u, fpu::sine); }
void cosine(x87_unit& u, x87_operation&) { of_angle(u, fpu::cosine); }
void sine_and_cosine(x87_unit& u, x87_operation&) { angle_to_two(u, fpu::sine, fpu::cosine); }
void tangent(x87_unit& u, x87_operation&) { angle_to_two(u, fpu::tangent, one_or_nan); }

}  // namespace trapline::fpu::x87
