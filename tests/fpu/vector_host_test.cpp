// SSE's operations on one element, on random operands and MXCSRs, against this host's own.
#include <catch2/catch.hpp>
#include <cstdint>
#include <set>
#include <string>

#include "models/processor/engine/fpu/integers.h"
#include "models/processor/engine/fpu/vector_element.h"
#include "tests/fpu/random_operands.h"

using namespace trapline;
using namespace trapline::fpu;
using test::random_operands;

namespace {

constexpr std::uint32_t masks = 0x1f80;

template <typename Bits>
struct outcome {
  Bits value;
  std::uint32_t flags;
};

// Two operands in registers, one result in the first.
#define TRAPLINE_HOST(name, instruction)                                                     \
  template <typename Bits>                                                                   \
  outcome<Bits> name(Bits a, Bits b, std::uint32_t mxcsr) {                                  \
    std::uint32_t after = 0;                                                                 \
    const std::uint32_t usual = masks;                                                       \
    std::uint64_t x = a, y = b;                                                              \
    asm volatile("movq %[x], %%xmm0\n movq %[y], %%xmm1\n ldmxcsr %[mxcsr]\n" instruction    \
                 " %%xmm1, %%xmm0\n stmxcsr %[after]\n ldmxcsr %[usual]\n movq %%xmm0, %[x]" \
                 : [x] "+r"(x), [after] "=m"(after)                                          \
                 : [y] "r"(y), [mxcsr] "m"(mxcsr), [usual] "m"(usual)                        \
                 : "xmm0", "xmm1", "memory");                                                \
    return {static_cast<Bits>(x), after & 0x3f};                                             \
  }
TRAPLINE_HOST(host_addss, "addss")
TRAPLINE_HOST(host_addsd, "addsd")
TRAPLINE_HOST(host_subss, "subss")
TRAPLINE_HOST(host_subsd, "subsd")
TRAPLINE_HOST(host_mulss, "mulss")
TRAPLINE_HOST(host_mulsd, "mulsd")
TRAPLINE_HOST(host_divss, "divss")
TRAPLINE_HOST(host_divsd, "divsd")
TRAPLINE_HOST(host_sqrtss, "sqrtss")
TRAPLINE_HOST(host_sqrtsd, "sqrtsd")
TRAPLINE_HOST(host_minss, "minss")
TRAPLINE_HOST(host_minsd, "minsd")
TRAPLINE_HOST(host_maxss, "maxss")
TRAPLINE_HOST(host_maxsd, "maxsd")
TRAPLINE_HOST(host_cmpltss, "cmpltss")
TRAPLINE_HOST(host_cmpltsd, "cmpltsd")
TRAPLINE_HOST(host_cmpeqss, "cmpeqss")
TRAPLINE_HOST(host_cmpeqsd, "cmpeqsd")

std::uint32_t random_mxcsr(random_operands& random) {
  constexpr std::uint32_t daz = 0x40, ftz = 0x8000;
  return masks | random.below(4) << 13 | (random.one_in(4) ? daz : 0) | (random.one_in(4) ? ftz : 0);
}

template <typename Format, typename Ours, typename Theirs>
void compare_with_host(const char* what, Ours ours, Theirs theirs) {
  random_operands random{7};
  INFO(what);
  for (int i = 0; i < 20'000; ++i) {
    const auto a = random.narrow<Format>(), b = random.one_in(16) ? a : random.narrow<Format>();
    const std::uint32_t mxcsr = random_mxcsr(random);
    context c = vector_context(mxcsr);
    const auto value = ours(a, b, c);
    const auto host = theirs(a, b, mxcsr);
    if (value == host.value && c.raised == host.flags) continue;
    CAPTURE(a, b, mxcsr, value, host.value, int{c.raised}, host.flags);
    FAIL_CHECK("differs");
    return;
  }
}

using single = element<binary32>;
using twice = element<binary64>;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

template <typename Format, order wanted, bool quiet>
typename Format::bits mask(typename Format::bits a, typename Format::bits b, context& c) {
  return element<Format>::compare(a, b, quiet, c) == wanted ? ~typename Format::bits{0} : 0;
}

}  // namespace

TEST_CASE("SSE: results and flags of the arithmetic are the host's own, with DAZ, FZ and every rounding") {
  compare_with_host<binary32>("ADDSS", single::add, host_addss<u32>);
  compare_with_host<binary64>("ADDSD", twice::add, host_addsd<u64>);
  compare_with_host<binary32>("SUBSS", single::subtract, host_subss<u32>);
  compare_with_host<binary64>("SUBSD", twice::subtract, host_subsd<u64>);
  compare_with_host<binary32>("MULSS", single::multiply, host_mulss<u32>);
  compare_with_host<binary64>("MULSD", twice::multiply, host_mulsd<u64>);
  compare_with_host<binary32>("DIVSS", single::divide, host_divss<u32>);
  compare_with_host<binary64>("DIVSD", twice::divide, host_divsd<u64>);
  compare_with_host<binary32>("SQRTSS", single::square_root, host_sqrtss<u32>);
  compare_with_host<binary64>("SQRTSD", twice::square_root, host_sqrtsd<u64>);
}

TEST_CASE("SSE: minimum, maximum and comparisons are the host's own") {
  compare_with_host<binary32>("MINSS", single::minimum, host_minss<u32>);
  compare_with_host<binary64>("MINSD", twice::minimum, host_minsd<u64>);
  compare_with_host<binary32>("MAXSS", single::maximum, host_maxss<u32>);
  compare_with_host<binary64>("MAXSD", twice::maximum, host_maxsd<u64>);
  compare_with_host<binary32>("CMPLTSS", mask<binary32, order::less, false>, host_cmpltss<u32>);
  compare_with_host<binary64>("CMPLTSD", mask<binary64, order::less, false>, host_cmpltsd<u64>);
  compare_with_host<binary32>("CMPEQSS", mask<binary32, order::equal, true>, host_cmpeqss<u32>);
  compare_with_host<binary64>("CMPEQSD", mask<binary64, order::equal, true>, host_cmpeqsd<u64>);
}
