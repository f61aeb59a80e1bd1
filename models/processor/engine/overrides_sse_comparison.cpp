/// SSE's comparisons. Intel SDM volume 2: CMPPS, CMPSS, CMPPD, CMPSD, COMISS, UCOMISS, COMISD, UCOMISD.
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/sse_unit.h"

using trapline::engine::core_state;
using namespace trapline::engine::library;
namespace sse = trapline::engine::sse;
using trapline::fpu::binary32;
using trapline::fpu::binary64;
using trapline::fpu::context;
using trapline::fpu::order;

namespace {

constexpr unsigned one(order o) { return 1u << static_cast<unsigned>(o); }
constexpr unsigned less = one(order::less), equal = one(order::equal), greater = one(order::greater),
                   unordered = one(order::unordered);

/// All ones where the order is one of those.
template <unsigned orders, bool quiet>
constexpr auto mask = [](auto a, auto b, context& c) {
  using format = std::conditional_t<sizeof a == 4, binary32, binary64>;
  const order found = trapline::fpu::element<format>::compare(a, b, quiet, c);
  return static_cast<decltype(a)>(orders & one(found) ? ~decltype(a){0} : 0);
};

/// The library takes the flags for set in cc_src afterwards.
template <typename Format, bool quiet>
void into_flags(cpu_env* env, const void* d, const void* s, void* caller) {
  constexpr std::uint64_t cf = 1, pf = 4, zf = 0x40;
  constexpr std::uint64_t flags[] = {cf, zf, 0, cf | pf | zf};
  using bits = typename Format::bits;
  sse::instruction i{env, caller};
  const order found =
      trapline::fpu::element<Format>::compare(sse::read<bits>(d), sse::read<bits>(s), quiet, i.c);
  i.finish();
  env->cc_src = flags[static_cast<unsigned>(found)];
}

}  // namespace

// The library's name, the orders, and whether a quiet NaN is no invalid operand.
#define TRAPLINE_EACH_PREDICATE(X)                \
  X(cmpeq, equal, true)                           \
  X(cmplt, less, false)                           \
  X(cmple, (less | equal), false)                 \
  X(cmpunord, unordered, true)                    \
  X(cmpneq, (less | greater | unordered), true)   \
  X(cmpnlt, (equal | greater | unordered), false) \
  X(cmpnle, (greater | unordered), false)         \
  X(cmpord, (less | equal | greater), true)

#define TRAPLINE_EACH_INTO_FLAGS(X)        \
  X(comiss, (into_flags<binary32, false>)) \
  X(ucomiss, (into_flags<binary32, true>)) \
  X(comisd, (into_flags<binary64, false>)) \
  X(ucomisd, (into_flags<binary64, true>))

#define TRAPLINE_DEFINE(name, function)                                   \
  void helper_##name##_x86_64(cpu_env*, void* destination, void* source); \
  void helper_##name##_x86_64(cpu_env* env, void* d, void* s) {           \
    function(env, d, s, __builtin_return_address(0));                     \
  }
#define TRAPLINE_DEFINE_FOUR(name, orders, quiet)                          \
  TRAPLINE_DEFINE(name##ps, (sse::each<binary32, 4, mask<orders, quiet>>)) \
  TRAPLINE_DEFINE(name##ss, (sse::each<binary32, 1, mask<orders, quiet>>)) \
  TRAPLINE_DEFINE(name##pd, (sse::each<binary64, 2, mask<orders, quiet>>)) \
  TRAPLINE_DEFINE(name##sd, (sse::each<binary64, 1, mask<orders, quiet>>))

extern "C" {
TRAPLINE_EACH_PREDICATE(TRAPLINE_DEFINE_FOUR)
TRAPLINE_EACH_INTO_FLAGS(TRAPLINE_DEFINE)
}

namespace trapline::engine {

std::span<const replacement> sse_comparison_replacements() {
#define TRAPLINE_LIST(name, function) \
  {"helper_" #name "_x86_64", reinterpret_cast<const void*>(&helper_##name##_x86_64)},
#define TRAPLINE_LIST_FOUR(name, orders, quiet) \
  TRAPLINE_LIST(name##ps, ) TRAPLINE_LIST(name##ss, ) TRAPLINE_LIST(name##pd, ) TRAPLINE_LIST(name##sd, )
  static const replacement all[] = {TRAPLINE_EACH_PREDICATE(TRAPLINE_LIST_FOUR)
                                        TRAPLINE_EACH_INTO_FLAGS(TRAPLINE_LIST)};
  return all;
}

}  // namespace trapline::engine
