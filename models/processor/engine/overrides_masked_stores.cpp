/// MASKMOVQ and MASKMOVDQU, which store some of a register's bytes. Intel SDM volume 2. Where nothing is to be stored,
/// exceptions are up to the processor: it asks to write all of the operand in any case, the upper half first.
#include <array>
#include <cstdint>

#include "models/processor/engine/guest_bytes.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/sse_unit.h"

using trapline::engine::guest_bytes;
using trapline::engine::page_access;
using namespace trapline::engine::library;
namespace sse = trapline::engine::sse;

namespace {

constexpr std::size_t half_bytes = 8;

template <std::size_t halves>
void store_masked(cpu_env* env, const void* data, const void* mask, std::uint64_t linear, void* caller) {
  using bytes = std::array<std::uint8_t, halves * half_bytes>;
  const guest_bytes memory{env, reinterpret_cast<std::uintptr_t>(caller)};
  for (std::size_t i = halves; i-- > 0;)
    memory.look_at(linear + i * half_bytes, half_bytes, page_access::write);
  const auto from = sse::read<bytes>(data), wanted = sse::read<bytes>(mask);
  constexpr std::uint8_t sign = 0x80;
  for (std::size_t i = 0; i < from.size(); ++i)
    if (wanted[i] & sign) memory.store((linear + i) & env->linear_mask(), std::span{from}.subspan(i, 1));
}

}  // namespace

extern "C" {
void helper_maskmov_mmx_x86_64(cpu_env*, void* data, void* mask, std::uint64_t linear);
void helper_maskmov_xmm_x86_64(cpu_env*, void* data, void* mask, std::uint64_t linear);

void helper_maskmov_mmx_x86_64(cpu_env* env, void* data, void* mask, std::uint64_t linear) {
  store_masked<1>(env, data, mask, linear, __builtin_return_address(0));
}
void helper_maskmov_xmm_x86_64(cpu_env* env, void* data, void* mask, std::uint64_t linear) {
  store_masked<2>(env, data, mask, linear, __builtin_return_address(0));
}
}

namespace trapline::engine {

std::span<const replacement> masked_store_replacements() {
  static const replacement all[] = {
      {"helper_maskmov_mmx_x86_64", reinterpret_cast<const void*>(&helper_maskmov_mmx_x86_64)},
      {"helper_maskmov_xmm_x86_64", reinterpret_cast<const void*>(&helper_maskmov_xmm_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
