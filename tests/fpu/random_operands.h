/// Random operands of the 80-bit format, rich in what is special: near one another, at the ends of the range,
/// short, integers, zeros, denormals, infinities, NaNs, encodings that are not supported.
#pragma once

#include <cstdint>
#include <random>

#include "models/processor/engine/fpu/formats.h"

namespace trapline::test {

class random_operands {
 public:
  explicit random_operands(std::uint64_t seed) : bits_{seed} {}

  std::uint64_t word() { return bits_(); }
  unsigned below(unsigned n) { return static_cast<unsigned>(bits_() % n); }
  bool one_in(unsigned n) { return below(n) == 0; }

  fpu::extended value() {
    using fpu::integer_bit;
    std::uint64_t significand = one_in(2) ? word() | integer_bit : shaped[below(std::size(shaped))];
    if (one_in(8)) significand = (significand & ~std::uint64_t{0} << below(64)) | integer_bit;
    unsigned exponent = bias - 70 + below(140);
    switch (below(16)) {
      case 0:
        exponent = 1 + below(100);
        break;
      case 1:
        exponent = 0x7ffe - below(100);
        break;
      case 2:
        exponent = below(0x7fff);
        break;
      case 3:
        exponent = 0;
        significand = one_in(3) ? 0 : word() >> below(64);
        break;
      case 4:
        exponent = 0x7fff;
        break;
      case 5:
        exponent = 0x7fff;
        significand = integer_bit;
        break;
      case 6: {
        significand = 1 + below(1000);
        exponent = bias + 63;
        for (; !(significand & integer_bit); --exponent) significand <<= 1;
        break;
      }
      default:
        break;
    }
    if (one_in(60)) significand &= ~integer_bit;
    return {significand, static_cast<std::uint16_t>(exponent | below(2) << 15)};
  }

  /// Of a narrower format: its bits, with the exponent's field often near the middle or at an end.
  template <typename Format>
  typename Format::bits narrow() {
    using bits = typename Format::bits;
    const std::uint64_t fraction = one_in(3) ? (one_in(2) ? 0 : ~std::uint64_t{0}) : word();
    std::uint64_t field = static_cast<std::uint64_t>(Format::largest) - 8 + below(16);
    switch (below(8)) {
      case 0:
        field = 0;
        break;
      case 1:
        field = Format::special;
        break;
      case 2:
        field = word() % Format::special;
        break;
      case 3:
        field = 1 + below(3);
        break;
      case 4:
        field = Format::special - 1 - below(3);
        break;
      default:
        break;
    }
    const std::uint64_t mask = (std::uint64_t{1} << Format::fraction_bits) - 1;
    return static_cast<bits>((fraction & mask) | field << Format::fraction_bits |
                             (word() & 1) << (Format::width - 1));
  }

 private:
  static constexpr unsigned bias = 16383;
  static constexpr std::uint64_t shaped[] = {
      0x8000'0000'0000'0000, 0xffff'ffff'ffff'ffff, 0xc000'0000'0000'0000, 0x8000'0000'0000'0001,
      0xa000'0000'0000'0000, 0xffff'ffff'ffff'f800, 0xffff'ffff'ffff'fc00, 0xffff'ff80'0000'0000,
      0xffff'ff00'0000'0000, 0x8000'0000'0000'0400, 0x8000'0080'0000'0000};

  std::mt19937_64 bits_;
};

}  // namespace trapline::test
