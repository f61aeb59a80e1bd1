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

/// What falls out is kept in the last bit.
constexpr wide shift_right(const wide& w, int count) {
  if (count == 0) return w;
  if (count >= 128) return {0, static_cast<std::uint64_t>((w.high | w.low) != 0)};
  const uint128 v = joined(w);
  const bool lost = (v << (128 - count)) != 0;
  return split(v >> count | static_cast<uint128>(lost));
}

}  // namespace trapline::fpu
