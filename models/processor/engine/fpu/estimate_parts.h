/// What the estimates of estimates.h are made with.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "models/processor/engine/fpu/estimates.h"
#include "models/processor/engine/fpu/scaled.h"

namespace trapline::fpu::estimates {

inline constexpr int usual_exponent = 16000;  // results are normal, and so is all on the way
inline constexpr std::uint64_t top_bit = std::uint64_t{1} << 63;

// What is estimated is irrational, and off by less than 2^-77 of itself: wherever the bits behind the first 64
// come closer than that to none or a half, nothing is said.
inline estimate rounded_alike(const scaled& s, bool negative) {
  constexpr std::uint64_t margin = std::uint64_t{1} << 50;
  const std::uint64_t below = low_half(s.mantissa), to_half = below & ~top_bit;
  if (to_half < margin || to_half > top_bit - margin) return std::nullopt;
  if (s.exponent > usual_exponent || s.exponent < -usual_exponent) return std::nullopt;
  return number{number::kind::finite, negative, false, s.exponent, high_half(s.mantissa), below | 1};
}

inline bool is_usual(const number& x) { return x.exponent < usual_exponent && x.exponent > -usual_exponent; }

inline scaled value_of(const number& x) { return scaled::of(x.significand, x.exponent); }

/// 2^(64 + scale) / divisor of each of a series' terms.
template <std::size_t terms, typename Function>
constexpr std::array<std::uint64_t, terms> coefficients(Function divisor, unsigned scale = 0) {
  std::array<std::uint64_t, terms> all{};
  for (std::size_t k = 0; k < terms; ++k)
    all[k] = low_half((static_cast<uint128>(1) << (64 + scale)) / static_cast<uint128>(divisor(k)));
  return all;
}

constexpr uint128 factorial(std::size_t n) { return n < 2 ? 1 : n * factorial(n - 1); }

// pi/2, ln(2) and log2(e), cut off.
constexpr uint128 wide_constant(std::uint64_t high, std::uint64_t low) {
  return static_cast<uint128>(high) << 64 | low;
}
inline constexpr scaled half_pi{wide_constant(0xc90f'daa2'2168'c234, 0xc4c6'628b'80dc'1cd1), 0};
inline constexpr scaled ln_2{wide_constant(0xb172'17f7'd1cf'79ab, 0xc9e3'b398'03f2'f6af), -1};
inline constexpr scaled log2_e{wide_constant(0xb8aa'3b29'5c17'f0bb, 0xbe87'fed0'691d'3e88), 0};

}  // namespace trapline::fpu::estimates
