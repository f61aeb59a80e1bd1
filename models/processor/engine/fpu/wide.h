/// 128 bits, of which the last may stand for more that follow.
#pragma once

#include <bit>
#include <cstdint>

namespace trapline::fpu {

__extension__ using uint128 = unsigned __int128;

struct wide {
  std::uint64_t high, low;
};

constexpr uint128 joined(const wide& w) { return static_cast<uint128>(w.high) << 64 | w.low; }
constexpr wide split(uint128 v) {
  return {static_cast<std::uint64_t>(v >> 64), static_cast<std::uint64_t>(v)};
}
constexpr int leading_zeros(const wide& w) {
  return w.high ? std::countl_zero(w.high) : 64 + std::countl_zero(w.low);
}

/// Without a branch, for bits that are random.
constexpr uint128 doubled_unless(bool is, uint128 v) { return v + (v & (static_cast<uint128>(is) - 1)); }

struct quotient_and_rest {
  std::uint64_t quotient, rest;
};

/// @pre the divisor is above the dividend's upper half
inline quotient_and_rest divided(uint128 dividend, std::uint64_t divisor) {
#if defined(__x86_64__)
  // The compiler calls a function for it.
  quotient_and_rest r;
  const auto high = static_cast<std::uint64_t>(dividend >> 64), low = static_cast<std::uint64_t>(dividend);
  __asm__("divq %[divisor]"
          : "=a"(r.quotient), "=d"(r.rest)
          : "a"(low), "d"(high), [divisor] "r"(divisor)
          : "cc");
  return r;
#else
  return {static_cast<std::uint64_t>(dividend / divisor), static_cast<std::uint64_t>(dividend % divisor)};
#endif
}

/// a / b of significands, or twice that where a is below b: 64 bits, and what follows them.
inline wide quotient_of_significands(std::uint64_t a, std::uint64_t b) {
  const bool smaller = a < b;
  const auto [quotient, rest] = divided(static_cast<uint128>(a) << (smaller ? 64 : 63), b);
  // No branch: which half the rest is in is random.
  const std::uint64_t to_whole = b - rest, half = rest >= to_whole;
  const std::uint64_t more = (half & (rest != to_whole)) | (~half & (rest != 0));
  return {quotient, half << 63 | more};
}

/// What falls out is kept in the last bit.
constexpr wide shift_right(const wide& w, int count) {
  if (count == 0) return w;
  if (count >= 128) return {0, static_cast<std::uint64_t>((w.high | w.low) != 0)};
  const uint128 v = joined(w);
  const bool lost = (v << (128 - count)) != 0;
  return split(v >> count | static_cast<uint128>(lost));
}

}  // namespace trapline::fpu
