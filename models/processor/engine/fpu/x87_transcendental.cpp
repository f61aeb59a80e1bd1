/// Intel SDM volume 2: F2XM1, FYL2X, FYL2XP1, FSIN, FCOS, FSINCOS, FPTAN, FPATAN.
#include "models/processor/engine/fpu/estimates.h"
#include "models/processor/engine/fpu/transcendental.h"
#include "models/processor/engine/fpu/x87_usual.h"

namespace trapline::fpu::x87 {

namespace {

using of_one = number (*)(const number&, context&);
using of_two = number (*)(const number&, const number&, context&);

/// @pre is_normal(e)
inline number of_normal(const extended& e) {
  return {
      number::kind::finite, e.negative(), false, e.exponent_field() - extended::largest, e.significand, 0};
}

/// What an estimate is rounded to. @return whether it is one
inline bool rounded_soon(const estimate& e, context& c, extended& to) {
  return e && round_to_normal({static_cast<uint128>(e->significand) << 64 | e->below,
                               e->exponent + extended::largest, e->negative},
                              extended::precision, c, to);
}

// ST(1) becomes a function of itself and ST(0), which is popped.
[[gnu::noinline]] void of_any_two(x87_unit& u, of_two function) {
  context c = u.begin();
  const extended result = u.empty(0) || u.empty(1)
                              ? stack_underflow(c)
                              : rounded_result(function(unpack(u.st(1)), unpack(u.st(0)), c), c);
  if (!u.finish(c)) return;
  u.set(1, result);
  u.pop();
}

template <auto estimated>
[[gnu::flatten]] bool two_normals(x87_unit& u) {
  if (u.empty(0) || u.empty(1) || !is_normal(u.st(0)) || !is_normal(u.st(1))) return false;
  context c = u.begin();
  extended result;
  if (!rounded_soon(estimated(of_normal(u.st(1)), of_normal(u.st(0))), c, result)) return false;
  u.finish(c);
  u.set(1, result);
  u.pop();
  return true;
}

// ST(0) becomes a function of itself, unless it is too large: then C2 tells so.
[[gnu::noinline]] void of_any_angle(x87_unit& u, of_one function) {
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

template <auto estimated>
[[gnu::flatten]] bool one_normal(x87_unit& u) {
  if (u.empty(0) || !is_normal(u.st(0))) return false;
  context c = u.begin();
  extended result;
  if (!rounded_soon(estimated(of_normal(u.st(0))), c, result)) return false;
  u.finish(c);
  u.set(0, result);
  return true;
}

[[gnu::flatten]] bool sine_and_cosine_of_normal(x87_unit& u) {
  if (u.empty(0) || !u.empty(7) || !is_normal(u.st(0))) return false;
  context c = u.begin();
  extended below, top;
  const number x = of_normal(u.st(0));
  if (!rounded_soon(estimates::sine(x), c, below) || !rounded_soon(estimates::cosine(x), c, top))
    return false;
  u.finish(c);
  u.set_conditions(condition_2, 0);
  u.set(0, below);
  u.push(top);
  return true;
}

template <auto estimated>
bool normal_angle(x87_unit& u) {
  if (!one_normal<estimated>(u)) return false;
  u.set_conditions(condition_2, 0);
  return true;
}

// ST(0) is replaced by one result, and another is pushed.
[[gnu::noinline]] void angle_to_two(x87_unit& u, of_one first, of_one second) {
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

namespace {

[[gnu::noinline]] void any_exponential(x87_unit& u) {
  context c = u.begin();
  const extended result =
      u.empty(0) ? stack_underflow(c) : rounded_result(exponential_minus_1(unpack(u.st(0)), c), c);
  if (u.finish(c)) u.set(0, result);
}

}  // namespace

// Most operands have an estimate; for the others, all is asked that there is to ask.
void exponential(x87_unit& u, x87_operation&) {
  if (!one_normal<estimates::exponential_minus_1>(u)) any_exponential(u);
}
void logarithm(x87_unit& u, x87_operation&) {
  if (!two_normals<estimates::times_logarithm>(u)) of_any_two(u, times_logarithm);
}
void logarithm_plus_1(x87_unit& u, x87_operation&) {
  if (!two_normals<estimates::times_logarithm_plus_1>(u)) of_any_two(u, times_logarithm_plus_1);
}
void arctangent(x87_unit& u, x87_operation&) {
  if (!two_normals<estimates::arctangent>(u)) of_any_two(u, fpu::arctangent);
}
void sine(x87_unit& u, x87_operation&) {
  if (!normal_angle<estimates::sine>(u)) of_any_angle(u, fpu::sine);
}
void cosine(x87_unit& u, x87_operation&) {
  if (!normal_angle<estimates::cosine>(u)) of_any_angle(u, fpu::cosine);
}
void sine_and_cosine(x87_unit& u, x87_operation&) {
  if (!sine_and_cosine_of_normal(u)) angle_to_two(u, fpu::sine, fpu::cosine);
}
void tangent(x87_unit& u, x87_operation&) {
  if (!u.empty(7) || !normal_angle<estimates::tangent>(u)) return angle_to_two(u, fpu::tangent, one_or_nan);
  u.push(extended{integer_bit, extended::largest});
}

}  // namespace trapline::fpu::x87
