// Wherever the host's own arithmetic answers for SSE's, the general one would have given the same bits and flags.
#include <catch2/catch.hpp>

#include "models/processor/engine/fpu/vector_conversion.h"
#include "models/processor/engine/fpu/vector_element.h"
#include "tests/fpu/random_operands.h"

using namespace trapline::fpu;
using trapline::test::random_operands;

namespace {

constexpr int operands = 300'000;

// Mostly as most software has it, with and without PE; else anything.
std::uint32_t mxcsr_of(random_operands& r) {
  if (!r.one_in(8)) return r.one_in(2) ? 0x1fa0 : 0x1f80;
  return static_cast<std::uint32_t>(r.word()) & 0xffff;
}

// Zeros and small integers are exact where others are not.
template <typename Format>
typename Format::bits operand_of(random_operands& r) {
  using host = typename element<Format>::host;
  if (r.one_in(16)) return 0;
  if (r.one_in(3))
    return std::bit_cast<typename Format::bits>(static_cast<host>(static_cast<int>(r.below(4096)) - 2048));
  return r.narrow<Format>();
}

template <typename Result>
struct outcome {
  Result result;
  std::uint8_t raised;
  bool operator==(const outcome&) const = default;
};

template <typename Function>
auto outcome_of(std::uint32_t mxcsr, Function function) {
  context c = vector_context(mxcsr);
  const auto result = function(c);
  return outcome<decltype(result)>{result, static_cast<std::uint8_t>(c.raised | (mxcsr & all_exceptions))};
}

template <typename Ours, typename General>
void require_same(std::uint32_t mxcsr, Ours ours, General general) {
  REQUIRE(outcome_of(mxcsr, ours) == outcome_of(mxcsr, general));
}

template <typename Format>
void compare_arithmetic(std::uint64_t seed) {
  using e = element<Format>;
  using bits = typename Format::bits;
  random_operands r{seed};
  for (int i = 0; i < operands; ++i) {
    const std::uint32_t mxcsr = mxcsr_of(r);
    const bits a = operand_of<Format>(r);
    bits b = r.one_in(4) ? a : operand_of<Format>(r);
    if (r.one_in(8)) b = static_cast<bits>(b ^ static_cast<bits>(bits{1} << (Format::width - 1)));
    CAPTURE(mxcsr, a, b);
    const auto general = [&](auto operation) {
      return [=](context& c) {
        return round_and_pack<Format>(operation(unpack<Format>(a, c), unpack<Format>(b, c), c), c);
      };
    };
    require_same(
        mxcsr, [&](context& c) { return e::add(a, b, c); }, general(add));
    require_same(
        mxcsr, [&](context& c) { return e::subtract(a, b, c); }, general(subtract));
    require_same(
        mxcsr, [&](context& c) { return e::multiply(a, b, c); }, general(multiply));
    require_same(
        mxcsr, [&](context& c) { return e::divide(a, b, c); }, general(divide));
    require_same(
        mxcsr, [&](context& c) { return e::square_root(a, b, c); },
        general([](const number&, const number& y, context& c) { return square_root(y, c); }));
    for (const bool quiet : {false, true})
      require_same(
          mxcsr, [&](context& c) { return e::compare(a, b, quiet, c); },
          [&](context& c) { return compare(unpack<Format>(a, c), unpack<Format>(b, c), quiet, c); });
  }
}

template <typename From, typename To>
void compare_formats(std::uint64_t seed) {
  random_operands r{seed};
  for (int i = 0; i < operands; ++i) {
    const std::uint32_t mxcsr = mxcsr_of(r);
    const auto a = operand_of<From>(r);
    CAPTURE(mxcsr, a);
    require_same(
        mxcsr, [&](context& c) { return between<From, To>(a, c); },
        [&](context& c) {
          number n = unpack<From>(a, c);
          if (n.is_nan()) n = propagate_nan(n, c);
          c.note_denormal(n);
          return round_and_pack<To>(n, c);
        });
  }
}

template <typename Format, typename Integer>
void compare_integers(std::uint64_t seed) {
  random_operands r{seed};
  for (int i = 0; i < operands; ++i) {
    const std::uint32_t mxcsr = mxcsr_of(r);
    const auto whole = static_cast<Integer>(static_cast<std::int64_t>(r.word()) >> r.below(64));
    auto a = operand_of<Format>(r);
    // Of the integers' size, and halves.
    if (r.one_in(2)) {
      context c;
      number n = number::integer(static_cast<std::int64_t>(r.word()) >> r.below(64));
      n.exponent -= static_cast<int>(r.below(3));
      a = round_and_pack<Format>(n, c);
    }
    CAPTURE(mxcsr, whole, a);
    require_same(
        mxcsr, [&](context& c) { return from_integer<Format, Integer>(whole, c); },
        [&](context& c) { return round_and_pack<Format>(number::integer(whole), c); });
    const auto general = [&](bool truncates) {
      return [=](context& c) {
        const rounding mode = truncates ? rounding::toward_zero : c.mode;
        return static_cast<Integer>(to_integer(unpack<Format>(a, c), mode, 8 * sizeof(Integer), c));
      };
    };
    require_same(
        mxcsr, [&](context& c) { return to_integer<Format, Integer, false>(a, c); }, general(false));
    require_same(
        mxcsr, [&](context& c) { return to_integer<Format, Integer, true>(a, c); }, general(true));
  }
}

}  // namespace

TEST_CASE("fpu vectors: what the host computes is what the general arithmetic would have given") {
  compare_arithmetic<binary32>(1);
  compare_arithmetic<binary64>(2);
}

TEST_CASE("fpu vectors: what the host converts is what the general conversion would have given") {
  compare_formats<binary32, binary64>(3);
  compare_formats<binary64, binary32>(4);
  compare_integers<binary32, std::int32_t>(5);
  compare_integers<binary32, std::int64_t>(6);
  compare_integers<binary64, std::int32_t>(7);
  compare_integers<binary64, std::int64_t>(8);
}
