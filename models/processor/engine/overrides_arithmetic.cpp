/// Signed division. The library divides with the host's instruction, which traps on the one quotient that is
/// too large for it (the most negative number by -1) before the library can see that it does not fit. To the
/// guest that is a divide error like any other. Intel SDM volume 2, IDIV.
#include <cstdint>
#include <limits>

#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

using namespace trapline::engine::library;

namespace {

constexpr int vector_de = 0;
constexpr std::uint64_t low_byte = 0xff, low_word = 0xffff;

__extension__ using int128 = __int128;
__extension__ using uint128 = unsigned __int128;

template <typename Narrow>
struct quotient_and_remainder {
  Narrow quotient, remainder;
};

template <typename Narrow, typename Wide>
quotient_and_remainder<Narrow> divide(cpu_env& env, Wide numerator, Narrow denominator, void* caller) {
  constexpr Wide smallest = static_cast<Wide>(Wide{1} << (8 * sizeof(Wide) - 2)) * -2;
  if (denominator != 0 && !(denominator == -1 && numerator == smallest)) {
    const Wide quotient = static_cast<Wide>(numerator / denominator);
    if (quotient == static_cast<Narrow>(quotient))
      return {static_cast<Narrow>(quotient), static_cast<Narrow>(numerator % denominator)};
  }
  raise_exception_err_ra_x86_64(&env, vector_de, 0, reinterpret_cast<std::uintptr_t>(caller));
}

}  // namespace

extern "C" {
// NOLINTBEGIN(readability-identifier-naming): the library's names
void helper_idivb_AL_x86_64(cpu_env*, std::uint64_t);
void helper_idivw_AX_x86_64(cpu_env*, std::uint64_t);
void helper_idivl_EAX_x86_64(cpu_env*, std::uint64_t);
void helper_idivq_EAX_x86_64(cpu_env*, std::uint64_t);
// NOLINTEND(readability-identifier-naming)

void helper_idivb_AL_x86_64(cpu_env* env, std::uint64_t by) {
  const auto r = divide(*env, static_cast<std::int16_t>(env->regs[rax]), static_cast<std::int8_t>(by),
                        __builtin_return_address(0));
  env->regs[rax] = (env->regs[rax] & ~low_word) | static_cast<std::uint8_t>(r.quotient) |
                   static_cast<std::uint64_t>(static_cast<std::uint8_t>(r.remainder)) << 8;
}

void helper_idivw_AX_x86_64(cpu_env* env, std::uint64_t by) {
  const auto numerator =
      static_cast<std::int32_t>((env->regs[rax] & low_word) | (env->regs[rdx] & low_word) << 16);
  const auto r = divide(*env, numerator, static_cast<std::int16_t>(by), __builtin_return_address(0));
  env->regs[rax] = (env->regs[rax] & ~low_word) | static_cast<std::uint16_t>(r.quotient);
  env->regs[rdx] = (env->regs[rdx] & ~low_word) | static_cast<std::uint16_t>(r.remainder);
}

void helper_idivl_EAX_x86_64(cpu_env* env, std::uint64_t by) {
  const auto numerator =
      static_cast<std::int64_t>(static_cast<std::uint32_t>(env->regs[rax]) | env->regs[rdx] << 32);
  const auto r = divide(*env, numerator, static_cast<std::int32_t>(by), __builtin_return_address(0));
  env->regs[rax] = static_cast<std::uint32_t>(r.quotient);
  env->regs[rdx] = static_cast<std::uint32_t>(r.remainder);
}

void helper_idivq_EAX_x86_64(cpu_env* env, std::uint64_t by) {
  const auto numerator = static_cast<int128>(uint128{env->regs[rdx]} << 64 | env->regs[rax]);
  const auto r = divide(*env, numerator, static_cast<std::int64_t>(by), __builtin_return_address(0));
  env->regs[rax] = static_cast<std::uint64_t>(r.quotient);
  env->regs[rdx] = static_cast<std::uint64_t>(r.remainder);
}
}

namespace trapline::engine {

std::span<const replacement> arithmetic_replacements() {
  static const replacement all[] = {
      {"helper_idivb_AL_x86_64", reinterpret_cast<const void*>(&helper_idivb_AL_x86_64)},
      {"helper_idivw_AX_x86_64", reinterpret_cast<const void*>(&helper_idivw_AX_x86_64)},
      {"helper_idivl_EAX_x86_64", reinterpret_cast<const void*>(&helper_idivl_EAX_x86_64)},
      {"helper_idivq_EAX_x86_64", reinterpret_cast<const void*>(&helper_idivq_EAX_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
