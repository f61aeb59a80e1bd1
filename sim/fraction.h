/// n * times / by, exact, for a fraction that does not change: by a multiplication with what a division by `by` comes
/// to, since a processor divides many times as slowly as it multiplies, and whatever touches a device asks for the
/// time (T. Granlund, P. Montgomery, "Division by Invariant Integers using Multiplication", PLDI 1994, section 4).
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace trapline {

class fraction {
 public:
  __extension__ using u128 = unsigned __int128;

  /// In lowest terms, so that 64 bits are nearly always enough. @pre by is not 0.
  constexpr fraction(u128 times, u128 by) : times_{times}, by_{by} {
    if (times > u64_max || by > largest_product) return;
    narrow_times_ = static_cast<std::uint64_t>(times);
    shift_ = static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(by) - 1));
    inverse_ = static_cast<std::uint64_t>(((u128{1} << (63 + shift_)) + by - 1) / by);
  }

  constexpr std::uint64_t down(std::uint64_t n) const { return of(n, 0); }
  constexpr std::uint64_t up(std::uint64_t n) const { return of(n, static_cast<std::uint64_t>(by_ - 1)); }

 private:
  static constexpr std::uint64_t u64_max = std::numeric_limits<std::uint64_t>::max();
  // inverse_ * by_ exceeds 2^(63 + shift_) by less than by_, which is 2^shift_ at the most: what a product below 2^63
  // makes of that is less than one part of by_, and the quotient right.
  static constexpr std::uint64_t largest_product = u64_max >> 1;

  constexpr std::uint64_t of(std::uint64_t n, std::uint64_t rounding) const {
    std::uint64_t product = 0;
    if (inverse_ != 0 && !__builtin_mul_overflow(n, narrow_times_, &product) &&
        !__builtin_add_overflow(product, rounding, &product) && product <= largest_product)
      return static_cast<std::uint64_t>(u128{2 * product} * inverse_ >> 64) >> shift_;
    return static_cast<std::uint64_t>((u128{n} * times_ + rounding) / by_);
  }

  u128 times_;
  u128 by_;
  std::uint64_t narrow_times_ = 0;
  std::uint64_t inverse_ = 0;  ///< 2^(63 + shift_) / by_, rounded up; 0 if the fraction is too large for it
  unsigned shift_ = 0;
};

}  // namespace trapline
