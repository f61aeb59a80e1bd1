/// Where the library keeps the floating-point registers: found by patterns written through its interface.
#include <array>
#include <cstring>
#include <new>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

namespace {

constexpr std::size_t searched_bytes = 32768;

// The first place in the register file that holds these bytes.
std::byte* find(library::cpu_env* env, const void* bytes, std::size_t count, std::size_t step) {
  auto* const begin = reinterpret_cast<std::byte*>(env);
  for (std::size_t at = 0; at + count <= searched_bytes; at += step)
    if (std::memcmp(begin + at, bytes, count) == 0) return begin + at;
  return nullptr;
}

}  // namespace

bool core_state::find_fpu() {
  constexpr std::size_t x87_register_bytes = 10, x87_apart = 16;
  std::array<std::byte*, 2> x87_at{};
  for (std::size_t i = 0; i < x87_at.size(); ++i) {
    const std::array<std::uint8_t, x87_register_bytes> pattern{
        0x3b, 0x91, 0x5c, 0xe7, 0x22, 0x6d, 0xa9, static_cast<std::uint8_t>(0xd0 + i), 0x13, 0x40};
    if (uc_reg_write(uc, UC_X86_REG_FP0 + static_cast<int>(i), pattern.data()) != UC_ERR_OK) return false;
    x87_at[i] = find(env, pattern.data(), pattern.size(), 8);
  }
  if (!x87_at[0] || x87_at[1] != x87_at[0] + x87_apart) return false;

  const std::uint32_t mxcsr_pattern = 0x1f9b;
  if (uc_reg_write(uc, UC_X86_REG_MXCSR, &mxcsr_pattern) != UC_ERR_OK) return false;
  mxcsr = reinterpret_cast<std::uint32_t*>(find(env, &mxcsr_pattern, sizeof mxcsr_pattern, 4));

  std::array<std::byte*, 2> xmm_at{};
  for (std::size_t i = 0; i < xmm_at.size(); ++i) {
    const std::array<std::uint64_t, 2> pattern{0x7be1'55d3'0c2f'9a60 + i, 0x4d11'83fa'62c7'0e95};
    if (uc_reg_write(uc, UC_X86_REG_XMM0 + static_cast<int>(i), pattern.data()) != UC_ERR_OK) return false;
    xmm_at[i] = find(env, pattern.data(), sizeof pattern, 8);
  }
  if (!mxcsr || !xmm_at[0] || !xmm_at[1]) return false;
  xmm_ = xmm_at[0];
  xmm_apart_ = xmm_at[1] - xmm_at[0];
  new (&x87()) fpu::x87_unit{reinterpret_cast<fpu::extended*>(x87_at[0])};
  static_assert(sizeof(fpu::extended) == x87_apart);
  return true;
}

void core_state::assert_float_error(std::uintptr_t from) {
  if (float_error) return;
  cpu_restore_state_x86_64(cpu, from, true);
  float_error = true;
  client.floating_point_error(true);
  cpu_loop_exit_noexc_x86_64(cpu);
}

void core_state::settle_float_error() {
  if (!float_error || x87().error()) return;
  float_error = false;
  registers_set = false;
  client.floating_point_error(false);
  if (registers_set) cpu_loop_exit_noexc_x86_64(cpu);
}

void core_state::power_on_fpu() {
  float_error = false;
  constexpr std::size_t vectors = 16, vector_bytes = 16;
  constexpr std::uint32_t mxcsr_after_reset = 0x1f80;
  x87().power_on();
  uc_reg_write(uc, UC_X86_REG_MXCSR, &mxcsr_after_reset);
  for (std::size_t i = 0; i < vectors; ++i) std::memset(xmm(i), 0, vector_bytes);
}

}  // namespace trapline::engine
