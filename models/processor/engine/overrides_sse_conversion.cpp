/// SSE's conversions between the formats and to and from integers. Intel SDM volume 2: CVTPI2PS to CVTTPD2DQ.
#include <algorithm>

#include "models/processor/engine/fpu/vector_conversion.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/sse_unit.h"

using trapline::engine::core_state;
using namespace trapline::engine::library;
namespace sse = trapline::engine::sse;
namespace fpu = trapline::fpu;
using fpu::between;
using fpu::binary32;
using fpu::binary64;
using fpu::context;
using fpu::from_integer;
using fpu::to_integer;

namespace {

/// `n` results from the first elements of the source; what is left of `cleared` bytes becomes zero.
template <typename Source, typename Result, unsigned n, auto function, unsigned cleared = 0>
void convert(cpu_env* env, void* d, const void* s, void* caller) {
  sse::instruction i{env, caller};
  const auto source = sse::read<std::array<Source, n>>(s);
  std::array<Result, std::max<std::size_t>(n, cleared / sizeof(Result))> result{};
  for (unsigned k = 0; k < n; ++k) result[k] = function(source[k], i.c);
  i.finish();
  sse::write(d, result);
}

template <typename Source, typename Result, auto function>
Result to_register(cpu_env* env, const void* s, void* caller) {
  sse::instruction i{env, caller};
  const Result result = function(sse::read<Source>(s), i.c);
  i.finish();
  return result;
}

template <typename To, typename Integer>
void from_register(cpu_env* env, void* d, Integer value, void* caller) {
  sse::instruction i{env, caller};
  const auto result = from_integer<To>(value, i.c);
  i.finish();
  sse::write(d, result);
}

using u32 = std::uint32_t;
using u64 = std::uint64_t;
using i32 = std::int32_t;
using i64 = std::int64_t;
constexpr unsigned whole = 16;

}  // namespace

#define TRAPLINE_EACH_VECTOR(X)                                                \
  X(cvtps2pd, (convert<u32, u64, 2, between<binary32, binary64>>))             \
  X(cvtpd2ps, (convert<u64, u32, 2, between<binary64, binary32>, whole>))      \
  X(cvtss2sd, (convert<u32, u64, 1, between<binary32, binary64>>))             \
  X(cvtsd2ss, (convert<u64, u32, 1, between<binary64, binary32>>))             \
  X(cvtdq2ps, (convert<i32, u32, 4, from_integer<binary32, i32>>))             \
  X(cvtdq2pd, (convert<i32, u64, 2, from_integer<binary64, i32>>))             \
  X(cvtpi2ps, (convert<i32, u32, 2, from_integer<binary32, i32>>))             \
  X(cvtpi2pd, (convert<i32, u64, 2, from_integer<binary64, i32>>))             \
  X(cvtps2dq, (convert<u32, i32, 4, to_integer<binary32, i32, false>>))        \
  X(cvtpd2dq, (convert<u64, i32, 2, to_integer<binary64, i32, false>, whole>)) \
  X(cvtps2pi, (convert<u32, i32, 2, to_integer<binary32, i32, false>>))        \
  X(cvtpd2pi, (convert<u64, i32, 2, to_integer<binary64, i32, false>>))        \
  X(cvttps2dq, (convert<u32, i32, 4, to_integer<binary32, i32, true>>))        \
  X(cvttpd2dq, (convert<u64, i32, 2, to_integer<binary64, i32, true>, whole>)) \
  X(cvttps2pi, (convert<u32, i32, 2, to_integer<binary32, i32, true>>))        \
  X(cvttpd2pi, (convert<u64, i32, 2, to_integer<binary64, i32, true>>))

// Into a general register, and out of one.
#define TRAPLINE_EACH_RESULT(X)                                               \
  X(cvtss2si, i32, (to_register<u32, i32, to_integer<binary32, i32, false>>)) \
  X(cvtss2sq, i64, (to_register<u32, i64, to_integer<binary32, i64, false>>)) \
  X(cvtsd2si, i32, (to_register<u64, i32, to_integer<binary64, i32, false>>)) \
  X(cvtsd2sq, i64, (to_register<u64, i64, to_integer<binary64, i64, false>>)) \
  X(cvttss2si, i32, (to_register<u32, i32, to_integer<binary32, i32, true>>)) \
  X(cvttss2sq, i64, (to_register<u32, i64, to_integer<binary32, i64, true>>)) \
  X(cvttsd2si, i32, (to_register<u64, i32, to_integer<binary64, i32, true>>)) \
  X(cvttsd2sq, i64, (to_register<u64, i64, to_integer<binary64, i64, true>>))

#define TRAPLINE_EACH_OPERAND(X)              \
  X(cvtsi2ss, i32, (from_register<binary32>)) \
  X(cvtsi2sd, i32, (from_register<binary64>)) \
  X(cvtsq2ss, i64, (from_register<binary32>)) \
  X(cvtsq2sd, i64, (from_register<binary64>))

#define TRAPLINE_DEFINE_VECTOR(name, function)                            \
  void helper_##name##_x86_64(cpu_env*, void* destination, void* source); \
  void helper_##name##_x86_64(cpu_env* env, void* d, void* s) {           \
    function(env, d, s, __builtin_return_address(0));                     \
  }
#define TRAPLINE_DEFINE_RESULT(name, type, function)   \
  type helper_##name##_x86_64(cpu_env*, void* source); \
  type helper_##name##_x86_64(cpu_env* env, void* s) { return function(env, s, __builtin_return_address(0)); }
#define TRAPLINE_DEFINE_OPERAND(name, type, function)                    \
  void helper_##name##_x86_64(cpu_env*, void* destination, type source); \
  void helper_##name##_x86_64(cpu_env* env, void* d, type s) {           \
    function(env, d, s, __builtin_return_address(0));                    \
  }

extern "C" {
TRAPLINE_EACH_VECTOR(TRAPLINE_DEFINE_VECTOR)
TRAPLINE_EACH_RESULT(TRAPLINE_DEFINE_RESULT)
TRAPLINE_EACH_OPERAND(TRAPLINE_DEFINE_OPERAND)
}

namespace trapline::engine {

std::span<const replacement> sse_conversion_replacements() {
#define TRAPLINE_LIST(name, ...) \
  {"helper_" #name "_x86_64", reinterpret_cast<const void*>(&helper_##name##_x86_64)},
  static const replacement all[] = {TRAPLINE_EACH_VECTOR(TRAPLINE_LIST) TRAPLINE_EACH_RESULT(TRAPLINE_LIST)
                                        TRAPLINE_EACH_OPERAND(TRAPLINE_LIST)};
  return all;
}

}  // namespace trapline::engine
