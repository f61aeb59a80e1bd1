// The estimates of transcendental functions against MPFR, which rounds every operand's result correctly.
#include <mpfr.h>

#include <catch2/catch.hpp>
#include <random>

#include "models/processor/engine/fpu/estimates.h"
#include "models/processor/engine/fpu/formats.h"
#include "models/processor/engine/fpu/rounding.h"

using namespace trapline::fpu;

namespace {

constexpr int operands = 20'000;
constexpr mpfr_prec_t bits = 64;

class value {
 public:
  explicit value(mpfr_prec_t precision = bits) { mpfr_init2(v_, precision); }
  explicit value(const number& n) : value{} {
    mpfr_set_ui_2exp(v_, n.significand, n.exponent - 63, MPFR_RNDZ);
    mpfr_setsign(v_, v_, n.negative, MPFR_RNDZ);
  }
  ~value() { mpfr_clear(v_); }
  value(const value&) = delete;
  value& operator=(const value&) = delete;
  operator mpfr_ptr() { return v_; }

  bool operator==(const number& n) const {
    return mpfr_signbit(v_) == n.negative && mpfr_get_exp(v_) - 1 == n.exponent &&
           *static_cast<const mp_limb_t*>(mpfr_custom_get_significand(const_cast<mpfr_ptr>(v_))) ==
               n.significand;
  }

 private:
  mpfr_t v_;
};

// Exponents are drawn evenly from a range; significands are of all lengths.
struct source {
  std::mt19937_64 random{20'240'601};
  number draw(int lowest, int highest) {
    number n{number::kind::finite, (random() & 1) != 0, false, 0, 0, 0};
    n.exponent = std::uniform_int_distribution<int>{lowest, highest}(random);
    const auto length = std::uniform_int_distribution<int>{0, 63}(random);
    n.significand = (random() | std::uint64_t{1} << 63) & ~std::uint64_t{0} << (random() % 2 ? 0 : length);
    return n;
  }
};

constexpr std::pair<rounding, mpfr_rnd_t> modes[] = {{rounding::nearest, MPFR_RNDN},
                                                     {rounding::down, MPFR_RNDD},
                                                     {rounding::up, MPFR_RNDU},
                                                     {rounding::toward_zero, MPFR_RNDZ}};

// By less than the margin that decides whether something is said; but what differs from a number only in that it is not
// that number.
template <typename Exact>
void check_distance(const number& e, Exact exact) {
  if (e.below + 2 < 4) return;
  constexpr mpfr_prec_t fine = 256;
  constexpr mpfr_exp_t margin = -77;
  value theirs{fine}, ours{fine}, below{fine};
  exact(theirs, MPFR_RNDN);
  mpfr_set_ui_2exp(ours, e.significand, e.exponent - 63, MPFR_RNDN);
  mpfr_set_ui_2exp(below, e.below & ~std::uint64_t{1}, e.exponent - 127, MPFR_RNDN);
  mpfr_add(ours, ours, below, MPFR_RNDN);
  mpfr_setsign(ours, ours, e.negative, MPFR_RNDN);
  mpfr_sub(ours, ours, theirs, MPFR_RNDN);
  mpfr_div(ours, ours, theirs, MPFR_RNDN);
  REQUIRE((mpfr_zero_p(ours) || mpfr_get_exp(ours) <= margin));
}

// How often nothing was said; every time that something was, it is rounded like the exact value.
template <typename Exact>
int compared(const estimate& e, Exact exact) {
  if (!e) return 1;
  check_distance(*e, exact);
  for (const auto& [mode, theirs] : modes) {
    context c;
    c.mode = mode;
    const number ours = round<extended>(*e, extended::precision, c);
    value v;
    exact(v, theirs);
    INFO("exponent " << e->exponent << ", significand " << std::hex << e->significand << " " << e->below);
    REQUIRE(v == ours);
    REQUIRE(c.raised == inexact);
  }
  return 0;
}

}  // namespace

TEST_CASE("fpu estimates: sine, cosine and tangent are rounded as the exact ones") {
  source s;
  int silent = 0;
  for (int i = 0; i < operands; ++i) {
    const number x = s.draw(-40, 62);
    value v{x};
    silent += compared(estimates::sine(x), [&](value& to, mpfr_rnd_t m) { mpfr_sin(to, v, m); });
    silent += compared(estimates::tangent(x), [&](value& to, mpfr_rnd_t m) { mpfr_tan(to, v, m); });
    const number y = s.draw(-20, 62);
    value w{y};
    silent += compared(estimates::cosine(y), [&](value& to, mpfr_rnd_t m) { mpfr_cos(to, w, m); });
  }
  CHECK(silent < operands / 100);
  // Multiples of pi/2 that are as near to one as 64 bits let them.
  for (int n = 1; n < 2000; ++n) {
    mpfr_t pi;
    mpfr_init2(pi, 64);
    mpfr_const_pi(pi, MPFR_RNDN);
    mpfr_mul_ui(pi, pi, static_cast<unsigned long>(n), MPFR_RNDN);
    mpfr_div_2ui(pi, pi, 1, MPFR_RNDN);
    number x{number::kind::finite, false, false, static_cast<int>(mpfr_get_exp(pi)) - 1, 0, 0};
    x.significand = *static_cast<const mp_limb_t*>(mpfr_custom_get_significand(pi));
    compared(estimates::sine(x), [&](value& to, mpfr_rnd_t m) { mpfr_sin(to, pi, m); });
    compared(estimates::cosine(x), [&](value& to, mpfr_rnd_t m) { mpfr_cos(to, pi, m); });
    compared(estimates::tangent(x), [&](value& to, mpfr_rnd_t m) { mpfr_tan(to, pi, m); });
    mpfr_clear(pi);
  }
}

TEST_CASE("fpu estimates: the arctangent of a point is rounded as the exact one") {
  source s;
  int silent = 0;
  for (int i = 0; i < 2 * operands; ++i) {
    const number y = s.draw(-20, 20), x = s.draw(i % 2 ? y.exponent - 2 : -20, i % 2 ? y.exponent + 2 : 20);
    value v{y}, w{x};
    silent +=
        compared(estimates::arctangent(y, x), [&](value& to, mpfr_rnd_t m) { mpfr_atan2(to, v, w, m); });
  }
  CHECK(silent < operands / 100);
}

TEST_CASE("fpu estimates: 2^x - 1 is rounded as the exact one") {
  source s;
  int silent = 0;
  for (int i = 0; i < 2 * operands; ++i) {
    const number x = s.draw(i % 2 ? -8 : -60, -1);
    value v{x};
    silent +=
        compared(estimates::exponential_minus_1(x), [&](value& to, mpfr_rnd_t m) { mpfr_exp2m1(to, v, m); });
  }
  CHECK(silent < operands / 100);
}

namespace {

// A product is not one of MPFR's functions: enough bits decide.
template <typename Function>
auto product(value& y, value& x, Function function) {
  return [&y, &x, function](value& to, mpfr_rnd_t mode) {
    mpfr_t f;
    mpfr_init2(f, 512);
    function(f, x, MPFR_RNDN);
    mpfr_mul(f, f, y, MPFR_RNDN);
    mpfr_set(to, f, mode);
    mpfr_clear(f);
  };
}

}  // namespace

TEST_CASE("fpu estimates: logarithms times a number are rounded as the exact ones") {
  source s;
  int silent = 0;
  for (int i = 0; i < 2 * operands; ++i) {
    const number y = s.draw(-50, 50);
    number x = s.draw(i % 2 ? -2 : -10'000, i % 2 ? 1 : 10'000);
    if (x.significand << 1 == 0) continue;
    x.negative = false;
    number z = s.draw(i % 4 ? -10 : -60, -1);
    // Next to 1 from both sides.
    if (i % 8 == 0)
      x = number{number::kind::finite, false, false, 0, std::uint64_t{1} << 63 | (s.random() >> (i % 64)), 0};
    if (i % 8 == 4) x = number{number::kind::finite, false, false, -1, ~(s.random() >> (1 + i % 63)), 0};
    if (x.significand << 1 == 0) continue;
    value v{y}, w{x}, u{z};
    silent += compared(estimates::times_logarithm(y, x), product(v, w, mpfr_log2));
    silent += compared(estimates::times_logarithm_plus_1(y, z), product(v, u, mpfr_log2p1));
  }
  CHECK(silent < operands / 100);
}
