/// What SSE and SSE2 do to one element of single or double precision. Intel SDM volume 1, 11.5 and appendix
/// E.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <type_traits>

#include "models/processor/engine/fpu/arithmetic.h"
#include "models/processor/engine/fpu/context.h"
#include "models/processor/engine/fpu/formats.h"
#include "models/processor/engine/fpu/rounding.h"

namespace trapline::fpu {

/// What MXCSR asks for.
inline context vector_context(std::uint32_t mxcsr) {
  constexpr std::uint32_t daz = 0x40, ftz = 0x8000;
  context c;
  c.mode = static_cast<rounding>(mxcsr >> 13 & 3);
  c.unmasked = static_cast<std::uint8_t>(~(mxcsr >> 7) & all_exceptions);
  c.denormals_are_zero = mxcsr & daz;
  c.flush_to_zero = mxcsr & ftz;
  c.choice = nan_choice::first;
  constexpr std::uint32_t all_but_other_flags = 0xffe0, nearest_masked_inexact = 0x1fa0,
                          all_but_flags = 0xffc0, nearest_masked = 0x1f80;
  c.usual = (mxcsr & all_but_other_flags) == nearest_masked_inexact;
  c.nearest_and_masked = (mxcsr & all_but_flags) == nearest_masked;
  return c;
}

template <typename Format>
struct element {
  using bits = typename Format::bits;
  using host = std::conditional_t<sizeof(bits) == 4, float, double>;

  template <auto operation>
  [[gnu::noinline, gnu::flatten]] static bits compute(bits a, bits b, context& c) {
    return round_and_pack<Format>(operation(unpack<Format>(a, c), unpack<Format>(b, c), c), c);
  }
  static bits add(bits a, bits b, context& c) { return fast<fpu::add, std::plus<host>>(a, b, c); }
  static bits subtract(bits a, bits b, context& c) { return fast<fpu::subtract, std::minus<host>>(a, b, c); }
  static bits multiply(bits a, bits b, context& c) {
    return fast<fpu::multiply, std::multiplies<host>>(a, b, c);
  }
  static bits divide(bits a, bits b, context& c) { return fast<fpu::divide, std::divides<host>>(a, b, c); }
  static bits square_root(bits, bits b, context& c) {
    if (c.usual && ordinary(b) && !(b >> (Format::width - 1))) [[likely]]
      return std::bit_cast<bits>(std::sqrt(std::bit_cast<host>(b)));
    return round_and_pack<Format>(fpu::square_root(unpack<Format>(b, c), c), c);
  }

  static order compare(bits a, bits b, bool quiet, context& c) {
    if (ordinary_or_zero(a) && ordinary_or_zero(b)) [[likely]] {
      const auto x = std::bit_cast<host>(a), y = std::bit_cast<host>(b);
      return x < y ? order::less : x > y ? order::greater : order::equal;
    }
    return fpu::compare(unpack<Format>(a, c), unpack<Format>(b, c), quiet, c);
  }
  /// The second operand, as it is, if one is a NaN or both are zeros.
  static bits minimum(bits a, bits b, context& c) { return chosen(a, b, order::less, c); }
  static bits maximum(bits a, bits b, context& c) { return chosen(a, b, order::greater, c); }

  /// With an exponent neither at the ends of the range nor next to the lower one.
  static bool ordinary(bits a) {
    const auto field = static_cast<unsigned>(a >> Format::fraction_bits) & Format::special;
    return field - 2 < Format::special - 2;
  }
  static bool zero(bits a) { return static_cast<bits>(a << 1) == 0; }
  static bool ordinary_or_zero(bits a) { return ordinary(a) || zero(a); }

  /// To about 12 bits says the manual; this is the nearest. No exceptions, and denormals are zeros.
  static bits reciprocal(bits, bits b, context&) {
    return approximate(b, [](const number& x, context& c) { return fpu::divide(number::one(), x, c); });
  }
  static bits reciprocal_square_root(bits, bits b, context&) {
    return approximate(b, [](const number& x, context& c) {
      number root = fpu::square_root(x, c);
      if (root.is(number::kind::finite)) root = root_rounded(root);
      return fpu::divide(number::one(), root, c);
    });
  }

 private:
  static_assert(std::numeric_limits<host>::is_iec559);

  /// Between ordinary operands with an ordinary result nothing but `inexact` can be found, and it was: then
  /// any host that computes by IEEE 754 has the result. A zero is exact wherever it does not come of an
  /// underflow.
  template <auto operation, typename Host>
  static bits fast(bits a, bits b, context& c) {
    if (c.usual && ordinary(a) && ordinary(b)) [[likely]] {
      const bits result = computed<Host>(a, b);
      if (ordinary(result)) [[likely]]
        return result;
    } else if (c.nearest_and_masked && ordinary_or_zero(a) &&
               (divides<Host> ? ordinary(b) : ordinary_or_zero(b))) {
      const bits result = computed<Host>(a, b);
      const bool settled = ordinary(result) || zero(a) || zero(b);
      if (settled && (c.usual || exact<Host>(a, b, result))) return result;
    }
    return compute<operation>(a, b, c);
  }

  template <typename Host>
  static constexpr bool divides = std::is_same_v<Host, std::divides<host>>;

  template <typename Host>
  static bits computed(bits a, bits b) {
    return std::bit_cast<bits>(Host{}(std::bit_cast<host>(a), std::bit_cast<host>(b)));
  }

  /// Whether the result is sure to be exact.
  template <typename Host>
  static bool exact(bits a, bits b, bits result) {
    if (zero(a) || zero(b)) return true;
    if constexpr (divides<Host>) {
      return false;
    } else if constexpr (std::is_same_v<Host, std::multiplies<host>>) {
      return significant_bits(a) + significant_bits(b) <= Format::precision;
    } else {
      // What is lost of a sum is what the sum lacks of either operand. D. Knuth, The Art of Computer
      // Programming, volume 2, 4.2.2, theorem B.
      const auto x = std::bit_cast<host>(a), sum = std::bit_cast<host>(result);
      const auto y = std::is_same_v<Host, std::plus<host>> ? std::bit_cast<host>(b) : -std::bit_cast<host>(b);
      const host part = sum - x;
      return (x - (sum - part)) == 0 && (y - part) == 0;
    }
  }
  static int significant_bits(bits a) {
    const auto implied = static_cast<bits>(bits{1} << Format::fraction_bits);
    return Format::precision - std::countr_zero(static_cast<bits>(a | implied));
  }

  static bits chosen(bits a, bits b, order wanted, context& c) {
    const bits result = compare(a, b, false, c) == wanted ? a : b;
    if (ordinary(result)) [[likely]]
      return result;
    const number n = unpack<Format>(result, c);
    return n.is(number::kind::zero) ? pack<Format>(n) : result;
  }
  static number root_rounded(number n) {
    context c;
    return round<Format>(n, Format::precision, c);
  }
  template <typename Function>
  static bits approximate(bits b, Function function) {
    context c;
    c.denormals_are_zero = c.flush_to_zero = true;
    c.choice = nan_choice::first;
    return round_and_pack<Format>(function(unpack<Format>(b, c), c), c);
  }
};

}  // namespace trapline::fpu
