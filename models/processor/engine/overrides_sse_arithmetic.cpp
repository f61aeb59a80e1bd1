/// SSE's arithmetic, with the exceptions that the library leaves out. Intel SDM volume 2: ADDPS to SQRTSD,
/// MINPS, MAXPS, RCPPS, RSQRTPS, HADDPS, ADDSUBPS and their kin.
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/sse_unit.h"

using trapline::engine::core_state;
using namespace trapline::engine::library;
namespace sse = trapline::engine::sse;
using trapline::fpu::binary32;
using trapline::fpu::binary64;
using single = trapline::fpu::element<binary32>;
using twice = trapline::fpu::element<binary64>;

namespace {

/// Sums or differences of neighbours, the destination's first.
template <typename Format, unsigned n, auto function>
void neighbours(cpu_env* env, void* d, const void* s, void* caller) {
  sse::instruction i{env, caller};
  const auto a = sse::read<sse::elements<Format, n>>(d), b = sse::read<sse::elements<Format, n>>(s);
  sse::elements<Format, n> result;
  for (unsigned k = 0; k < n; k += 2) {
    result[k / 2] = function(a[k], a[k + 1], i.c);
    result[(n + k) / 2] = function(b[k], b[k + 1], i.c);
  }
  i.finish();
  sse::write(d, result);
}

template <typename Format, unsigned n>
void alternately(cpu_env* env, void* d, const void* s, void* caller) {
  using element = trapline::fpu::element<Format>;
  sse::instruction i{env, caller};
  auto a = sse::read<sse::elements<Format, n>>(d);
  const auto b = sse::read<sse::elements<Format, n>>(s);
  for (unsigned k = 0; k < n; ++k)
    a[k] = k % 2 ? element::add(a[k], b[k], i.c) : element::subtract(a[k], b[k], i.c);
  i.finish();
  sse::write(d, a);
}

}  // namespace

// The library's name, and what an element becomes.
#define TRAPLINE_EACH_ARITHMETIC(X) \
  X(add, add)                       \
  X(sub, subtract)                  \
  X(mul, multiply)                  \
  X(div, divide)                    \
  X(sqrt, square_root)              \
  X(min, minimum)                   \
  X(max, maximum)

#define TRAPLINE_EACH_OTHER(X)                                         \
  X(rcpps, (sse::each<binary32, 4, single::reciprocal>))               \
  X(rcpss, (sse::each<binary32, 1, single::reciprocal>))               \
  X(rsqrtps, (sse::each<binary32, 4, single::reciprocal_square_root>)) \
  X(rsqrtss, (sse::each<binary32, 1, single::reciprocal_square_root>)) \
  X(haddps, (neighbours<binary32, 4, single::add>))                    \
  X(haddpd, (neighbours<binary64, 2, twice::add>))                     \
  X(hsubps, (neighbours<binary32, 4, single::subtract>))               \
  X(hsubpd, (neighbours<binary64, 2, twice::subtract>))                \
  X(addsubps, (alternately<binary32, 4>))                              \
  X(addsubpd, (alternately<binary64, 2>))

#define TRAPLINE_DEFINE(name, function)                                   \
  void helper_##name##_x86_64(cpu_env*, void* destination, void* source); \
  void helper_##name##_x86_64(cpu_env* env, void* d, void* s) {           \
    function(env, d, s, __builtin_return_address(0));                     \
  }
#define TRAPLINE_DEFINE_FOUR(name, function)                            \
  TRAPLINE_DEFINE(name##ps, (sse::each<binary32, 4, single::function>)) \
  TRAPLINE_DEFINE(name##ss, (sse::each<binary32, 1, single::function>)) \
  TRAPLINE_DEFINE(name##pd, (sse::each<binary64, 2, twice::function>))  \
  TRAPLINE_DEFINE(name##sd, (sse::each<binary64, 1, twice::function>))

extern "C" {
TRAPLINE_EACH_ARITHMETIC(TRAPLINE_DEFINE_FOUR)
TRAPLINE_EACH_OTHER(TRAPLINE_DEFINE)
}

namespace trapline::engine {

std::span<const replacement> sse_arithmetic_replacements() {
#define TRAPLINE_LIST(name, function) \
  {"helper_" #name "_x86_64", reinterpret_cast<const void*>(&helper_##name##_x86_64)},
#define TRAPLINE_LIST_FOUR(name, function) \
  TRAPLINE_LIST(name##ps, ) TRAPLINE_LIST(name##ss, ) TRAPLINE_LIST(name##pd, ) TRAPLINE_LIST(name##sd, )
  static const replacement all[] = {TRAPLINE_EACH_ARITHMETIC(TRAPLINE_LIST_FOUR)
                                        TRAPLINE_EACH_OTHER(TRAPLINE_LIST)};
  return all;
}

}  // namespace trapline::engine
