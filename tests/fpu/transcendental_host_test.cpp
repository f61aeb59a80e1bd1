// The transcendental instructions against this host's own: no farther apart than the manual lets a processor
// be from the exact value (SDM volume 1, 8.3.10), and special operands alike.
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>

#include "models/processor/engine/fpu/x87_instruction.h"
#include "tests/fpu/host_x87.h"
#include "tests/fpu/random_operands.h"

using namespace trapline;
using namespace trapline::fpu;
using test::random_operands;
using test::x87_image;

namespace {

constexpr image_format wide_with_selectors{true, true};
constexpr std::size_t status_at = 4, registers_at = 28;
enum : unsigned { f2xm1 = 0x1f0, fyl2x, fptan, fpatan, fyl2xp1 = 0x1f9, fsincos = 0x1fb, fsin = 0x1fe, fcos };

extended top(const x87_image& i) {
  extended e;
  std::memcpy(&e.significand, &i.bytes[registers_at], 8);
  std::memcpy(&e.sign_exponent, &i.bytes[registers_at + 8], 2);
  return e;
}

/// A value near one: exponents from `lowest` to `highest`.
extended between(random_operands& random, int lowest, int highest, bool negative) {
  const int exponent = lowest + static_cast<int>(random.below(static_cast<unsigned>(highest - lowest + 1)));
  return {random.word() | integer_bit,
          static_cast<std::uint16_t>(16383 + exponent | (negative ? 0x8000 : 0))};
}

/// Units in the last place between two neighbours of the same sign.
std::uint64_t distance(const extended& a, const extended& b) {
  if ((a.sign_exponent ^ b.sign_exponent) >> 15) return ~std::uint64_t{0};
  const auto whole = [](const extended& e) {
    return static_cast<__int128>(e.exponent_field()) << 63 | (e.significand & ~integer_bit);
  };
  const __int128 d = whole(a) - whole(b);
  return static_cast<std::uint64_t>(d < 0 ? -d : d);
}

template <typename Operands>
void compare_with_host(unsigned opcode, Operands operands) {
  test::host_x87 host;
  host.load(opcode);
  random_operands random{opcode};
  std::uint64_t farthest = 0;
  for (int k = 0; k < 1000; ++k) {
    extended registers[8];
    x87_unit u{registers};
    u.initialize();
    const auto [st0, st1] = operands(random);
    u.push(st1);
    u.push(st0);
    x87_image image;
    put_environment(u, wide_with_selectors, image.bytes);
    put_registers(u, std::span{image.bytes}.subspan(registers_at));
    const x87_image theirs = host.run(image);
    const x87_instruction& h = x87_instruction_of(opcode);
    x87_operation o{h};
    h.run(u, o);
    farthest = std::max(farthest, distance(u.st(0), top(theirs)));
  }
  CAPTURE(opcode);
  CHECK(farthest <= 1);
}

}  // namespace

TEST_CASE("x87: the transcendental functions are within a unit in the last place of the host's") {
  const auto one = [](int lowest, int highest) {
    return [=](random_operands& r) {
      return std::pair{between(r, lowest, highest, r.one_in(2)), extended{}};
    };
  };
  compare_with_host(f2xm1, one(-60, -1));
  compare_with_host(fsin, one(-60, -1));
  compare_with_host(fcos, one(-60, -1));
  compare_with_host(fpatan, [](random_operands& r) {
    return std::pair{between(r, -30, 30, r.one_in(2)), between(r, -30, 30, r.one_in(2))};
  });
  compare_with_host(fyl2x, [](random_operands& r) {
    return std::pair{between(r, -1000, 1000, false), between(r, -30, 30, r.one_in(2))};
  });
  compare_with_host(fyl2xp1, [](random_operands& r) {
    return std::pair{between(r, -60, -3, r.one_in(2)), between(r, -30, 30, r.one_in(2))};
  });
}

TEST_CASE(
    "x87: C2 tells that an angle is too large, whatever else there is, and not that it is not delivered") {
  constexpr std::uint16_t invalid_unmasked = 0x37e;
  for (const unsigned opcode : {fptan, fsincos, fsin, fcos}) {
    CAPTURE(opcode);
    extended registers[8];
    for (extended& e : registers) e = {std::uint64_t{1} << 63, 0x3fff};
    x87_unit u{registers};
    u.initialize();
    u.set_control(invalid_unmasked);
    u.set_status(condition_2);
    // Full, so that two results overflow it; or empty, so that there is no operand.
    u.set_empty_mask(opcode == fptan || opcode == fsincos ? 0 : 0xff);
    x87_operation o{x87_instruction_of(opcode)};
    o.how.run(u, o);
    CHECK((u.status() & (invalid | stack_fault)) == (invalid | stack_fault));
    CHECK((u.status() & condition_2) == 0);
  }
}

TEST_CASE("x87: a result of a transcendental instruction that is exact is not told to be inexact") {
  constexpr auto power = [](int exponent, bool negative = false) {
    return extended{integer_bit,
                    static_cast<std::uint16_t>(extended::largest + exponent | (negative ? 0x8000 : 0))};
  };
  constexpr extended denormal{0x1234, 0};
  const struct {
    unsigned opcode;
    extended st0, st1, result;
  } all[]{
      {f2xm1, power(0), {}, power(0)},         {f2xm1, power(0, true), {}, power(-1, true)},
      {fyl2x, power(8), power(-3), power(0)},  {fyl2x, power(-1), denormal, {0x1234, 0x8000}},
      {fyl2xp1, power(0), power(5), power(5)}, {fyl2xp1, power(-1, true), power(5), power(5, true)},
  };
  for (const auto& i : all) {
    CAPTURE(i.opcode, i.st0.sign_exponent);
    extended registers[8];
    x87_unit u{registers};
    u.initialize();
    u.push(i.st1);
    u.push(i.st0);
    x87_operation o{x87_instruction_of(i.opcode)};
    o.how.run(u, o);
    CHECK(u.st(0) == i.result);
    CHECK((u.status() & (inexact | underflow)) == 0);
  }
}
