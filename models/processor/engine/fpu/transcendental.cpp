#include "models/processor/engine/fpu/transcendental.h"

#include <mpfr.h>

#include "models/processor/engine/fpu/formats.h"

namespace trapline::fpu {

using kind = number::kind;

namespace {

constexpr mpfr_prec_t operand_bits = 64, result_bits = 128;
static_assert(sizeof(mp_limb_t) == 8 && sizeof(unsigned long) == 8, "a significand is one limb");

class real {
 public:
  explicit real(mpfr_prec_t bits) { mpfr_init2(value_, bits); }
  explicit real(const number& n) : real{operand_bits} {
    switch (n.what) {
      case kind::zero:
        mpfr_set_zero(value_, 1);
        break;
      case kind::infinity:
        mpfr_set_inf(value_, 1);
        break;
      default:
        mpfr_set_ui_2exp(value_, n.significand, n.exponent - 63, MPFR_RNDZ);
    }
    mpfr_setsign(value_, value_, n.negative, MPFR_RNDZ);
  }
  ~real() { mpfr_clear(value_); }
  real(const real&) = delete;
  real& operator=(const real&) = delete;
  operator mpfr_ptr() { return value_; }

  /// @pre of result_bits @param more whether the exact value has more bits
  number read(bool more) const {
    const bool negative = mpfr_signbit(value_);
    if (mpfr_zero_p(value_)) return number::zero(negative);
    if (mpfr_inf_p(value_)) return number::infinity(negative);
    const mp_limb_t* limbs = static_cast<const mp_limb_t*>(mpfr_custom_get_significand(value_));
    return {kind::finite, negative,       false, static_cast<int>(mpfr_get_exp(value_)) - 1,
            limbs[1],     limbs[0] | more};
  }

 private:
  mpfr_t value_;
};

template <typename Function, typename... Operands>
number computed(Function function, const Operands&... operands) {
  real result{result_bits};
  const bool more = function(result, real{operands}..., MPFR_RNDZ) != 0;
  return result.read(more);
}

// y times a function of x that is irrational unless it is exact in result_bits: so is the product, and enough
// bits tell on which side of its first 66 bits it lies.
template <typename Function>
number product(const number& y, const number& x, Function function) {
  constexpr mpfr_prec_t enough = 66;
  real factor{y}, argument{x};
  for (mpfr_prec_t bits = result_bits;; bits *= 2) {
    real f{bits}, p{bits};
    const bool exact = function(f, argument, MPFR_RNDN) == 0;
    mpfr_mul(p, f, factor, MPFR_RNDN);
    if (!exact && !mpfr_can_round(p, bits - 3, MPFR_RNDN, MPFR_RNDZ, enough)) continue;
    real result{result_bits};
    if (exact) return result.read((mpfr_set(result, p, MPFR_RNDZ), false));
    real cut{enough};
    mpfr_set(cut, p, MPFR_RNDZ);
    mpfr_set(result, cut, MPFR_RNDZ);
    return result.read(true);
  }
}

bool is_one(const number& x) {
  return x.is(kind::finite) && !x.negative && x.exponent == 0 && x.significand == integer_bit;
}

void note_denormals(const number& a, const number& b, context& c) {
  c.note_denormal(a);
  c.note_denormal(b);
}

// y times an infinite logarithm.
number times_infinity(const number& y, bool negative, context& c) {
  if (y.is(kind::zero)) return c.raise_invalid();
  c.note_denormal(y);
  return number::infinity(y.negative != negative);
}

}  // namespace

number exponential_minus_1(const number& x, context& c) {
  if (x.is_nan()) return propagate_nan(x, c);
  c.note_denormal(x);
  constexpr int undefined_from = 20;  // beyond any result's range; the manual defines |x| <= 1 only
  if (x.is(kind::zero)) return x;
  number argument = x;
  if (x.is(kind::finite) && x.exponent > undefined_from) argument.exponent = undefined_from;
  return computed(mpfr_exp2m1, argument);
}

number times_logarithm(const number& y, const number& x, context& c) {
  if (x.is_nan() || y.is_nan()) return propagate_nan(y, x, c);
  if (x.negative && !x.is(kind::zero)) return c.raise_invalid();
  if (x.is(kind::infinity)) return times_infinity(y, false, c);
  if (x.is(kind::zero)) {
    if (y.is(kind::finite)) {
      c.raised |= zero_divide;
      return number::infinity(!y.negative);
    }
    return times_infinity(y, true, c);
  }
  const bool negative = y.negative != (x.exponent < 0);
  if (y.is(kind::infinity)) {
    if (is_one(x)) return c.raise_invalid();
    c.note_denormal(x);
    return number::infinity(negative);
  }
  note_denormals(x, y, c);
  if (y.is(kind::zero) || is_one(x)) return number::zero(negative);
  return product(y, x, mpfr_log2);
}

number times_logarithm_plus_1(const number& y, const number& x, context& c) {
  if (x.is_nan() || y.is_nan()) return propagate_nan(y, x, c);
  if (x.negative && !x.is(kind::zero) && (x.is(kind::infinity) || x.exponent >= 0)) {
    const bool minus_1 = x.exponent == 0 && x.significand == integer_bit && x.is(kind::finite);
    if (!minus_1) return c.raise_invalid();
    if (y.is(kind::finite)) c.raised |= zero_divide;
    return times_infinity(y, true, c);
  }
  const bool negative = y.negative != x.negative;
  if (x.is(kind::infinity)) return times_infinity(y, false, c);
  if (y.is(kind::infinity)) {
    if (x.is(kind::zero)) return c.raise_invalid();
    c.note_denormal(x);
    return number::infinity(negative);
  }
  note_denormals(x, y, c);
  if (y.is(kind::zero) || x.is(kind::zero)) return number::zero(negative);
  return product(y, x, mpfr_log2p1);
}

number arctangent(const number& y, const number& x, context& c) {
  if (x.is_nan() || y.is_nan()) return propagate_nan(y, x, c);
  note_denormals(x, y, c);
  return computed(mpfr_atan2, y, x);
}

namespace {

template <typename Function>
number trigonometric(const number& x, context& c, Function function) {
  if (x.is_nan()) return propagate_nan(x, c);
  if (x.is(kind::infinity)) return c.raise_invalid();
  c.note_denormal(x);
  return computed(function, x);
}

}  // namespace

number sine(const number& x, context& c) { return trigonometric(x, c, mpfr_sin); }
number cosine(const number& x, context& c) { return trigonometric(x, c, mpfr_cos); }
number tangent(const number& x, context& c) { return trigonometric(x, c, mpfr_tan); }

}  // namespace trapline::fpu
