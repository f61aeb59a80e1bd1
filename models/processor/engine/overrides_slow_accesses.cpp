/// The accesses that translated code does not make by itself: to devices, to pages with code, to pages that
/// are not known yet. An unaligned one to a device comes to it as the instruction makes it, where the library
/// would read two aligned words or write byte by byte; across a page each side has its part.
#include <algorithm>
#include <bit>
#include <utility>

#include "models/processor/engine/alignment.h"
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/device_access.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/modification.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/page_walk.h"
#include "models/processor/engine/vector_operands.h"

using trapline::engine::core_state;
using trapline::engine::page_access;
using trapline::engine::read_device;
using trapline::engine::write_device;
using namespace trapline::engine::library;

// What the library calls a load or a store of so many bytes, and what it takes and gives.
// clang-format off
#define TRAPLINE_EACH_LOAD(X) \
  X(ret_ldub, 1, std::uint8_t)  \
  X(le_lduw, 2, std::uint16_t) \
  X(le_ldul, 4, std::uint32_t) \
  X(le_ldq, 8, std::uint64_t)  \
  X(le_ldsw, 2, std::int16_t)  \
  X(le_ldsl, 4, std::int32_t)
#define TRAPLINE_EACH_STORE(X) \
  X(ret_stb, 1, std::uint8_t) \
  X(le_stw, 2, std::uint16_t) \
  X(le_stl, 4, std::uint32_t) \
  X(le_stq, 8, std::uint64_t)
// clang-format on

extern "C" {
void* probe_access_x86_64(cpu_env*, std::uint64_t linear, int bytes, int access, int mmu,
                          std::uintptr_t return_address);
void* tlb_vaddr_to_host_x86_64(cpu_env*, std::uint64_t linear, int access, int mmu);
#define TRAPLINE_DECLARE(name, bytes, type) \
  std::uint64_t helper_##name##_mmu_x86_64(cpu_env*, std::uint64_t, unsigned, std::uintptr_t);
TRAPLINE_EACH_LOAD(TRAPLINE_DECLARE)
#undef TRAPLINE_DECLARE
#define TRAPLINE_DECLARE(name, bytes, type) \
  void helper_##name##_mmu_x86_64(cpu_env*, std::uint64_t, type, unsigned, std::uintptr_t);
TRAPLINE_EACH_STORE(TRAPLINE_DECLARE)
#undef TRAPLINE_DECLARE
}

namespace {

constexpr std::uint64_t page_bytes = 4096;

/// An unaligned access, in one or two pages.
class unaligned {
 public:
  unaligned(cpu_env* env, std::uint64_t linear, unsigned bytes, page_access access, unsigned operation,
            std::uintptr_t caller)
      : env_{env}, linear_{linear}, operation_{operation}, caller_{caller} {
    constexpr unsigned mmu_bits = 15;
    mmu_ = static_cast<int>(operation & mmu_bits);
    here_ = static_cast<unsigned>(std::min<std::uint64_t>(bytes, page_bytes - linear % page_bytes));
    beyond_ = bytes - here_;
    // Both pages first: the access is made as a whole or not at all.
    probe_access_x86_64(env, linear, 0, static_cast<int>(access), mmu_, caller);
    if (beyond_) probe_access_x86_64(env, next(), 0, static_cast<int>(access), mmu_, caller);
  }

  bool meets_device() const { return is_device(linear_) || (beyond_ && is_device(next())); }

  std::uint64_t load() const {
    const std::uint64_t low = load_part(linear_, here_);
    return beyond_ ? low | load_part(next(), beyond_) << (8 * here_) : low;
  }
  void store(std::uint64_t value) const {
    store_part(linear_, here_, value);
    if (beyond_) store_part(next(), beyond_, value >> (8 * here_));
  }

 private:
  std::uint64_t next() const { return (linear_ + here_) & env_->linear_mask(); }
  bool is_device(std::uint64_t linear) const {
    if (tlb_vaddr_to_host_x86_64(env_, linear, static_cast<int>(page_access::read), mmu_)) return false;
    const core_state& core = core_state::of_env(env_);
    const auto physical = trapline::engine::translate_linear(core, linear, false);
    return physical && core.memory.is_mmio(*physical);
  }
  std::uint64_t physical(std::uint64_t linear) const {
    return *trapline::engine::translate_linear(core_state::of_env(env_), linear, false);
  }
  // Three, five, six or seven bytes at a page's edge are as many accesses as a bus makes of them.
  static unsigned piece(std::uint64_t at, unsigned bytes) {
    if (std::has_single_bit(bytes)) return bytes;
    const auto aligned = std::uint64_t{1} << std::min(std::countr_zero(at | 8), 3);
    return static_cast<unsigned>(std::min<std::uint64_t>(aligned, std::bit_floor(bytes)));
  }

  std::uint64_t load_part(std::uint64_t linear, unsigned bytes) const {
    std::uint64_t value = 0;
    if (is_device(linear)) {
      core_state& core = core_state::of_env(env_);
      const std::uint64_t at = physical(linear);
      for (unsigned done = 0, n = 0; done < bytes; done += n) {
        n = piece(at + done, bytes - done);
        value |= read_device(core, at + done, n, caller_) << (8 * done);
      }
      return value;
    }
    for (unsigned i = 0; i < bytes; ++i)
      value |= helper_ret_ldub_mmu_x86_64(env_, linear + i, operation_ & 15, caller_) << (8 * i);
    return value;
  }
  void store_part(std::uint64_t linear, unsigned bytes, std::uint64_t value) const {
    if (is_device(linear)) {
      core_state& core = core_state::of_env(env_);
      const std::uint64_t at = physical(linear);
      for (unsigned done = 0, n = 0; done < bytes; done += n) {
        n = piece(at + done, bytes - done);
        write_device(core, at + done, n, value >> (8 * done), caller_);
      }
      return;
    }
    for (unsigned i = 0; i < bytes; ++i)
      helper_ret_stb_mmu_x86_64(env_, linear + i, static_cast<std::uint8_t>(value >> (8 * i)),
                                operation_ & 15, caller_);
  }

  cpu_env* env_;
  std::uint64_t linear_;
  unsigned operation_;
  std::uintptr_t caller_;
  int mmu_;
  unsigned here_, beyond_;
};

// While code is translated the library reads it by these too.
bool by_instruction(cpu_env* env) { return core_state::is_open(env) && !core_state::of_env(env).translating; }

// Where the instruction is going to store, it has to be allowed to.
void check_modification(cpu_env* env, std::uint64_t linear, unsigned bytes, unsigned operation,
                        std::uintptr_t caller) {
  if (!trapline::engine::access_purpose::is_modification(operation)) return;
  constexpr unsigned mmu_bits = 15;
  const int mmu = static_cast<int>(operation & mmu_bits), write = static_cast<int>(page_access::write);
  const std::uint64_t here = page_bytes - linear % page_bytes;
  probe_access_x86_64(env, linear, 0, write, mmu, caller);
  if (here < bytes) probe_access_x86_64(env, (linear + here) & env->linear_mask(), 0, write, mmu, caller);
}

// Of an operand in two pages the second is looked at before anything is done, unless the first one, which is accessed
// next, is going to fault.
void check_whole(cpu_env* env, std::uint64_t linear, unsigned bytes, unsigned operation,
                 std::uintptr_t caller) {
  const std::uint64_t here = page_bytes - linear % page_bytes;
  if (here >= bytes) return;
  constexpr unsigned mmu_bits = 15;
  const int mmu = static_cast<int>(operation & mmu_bits);
  const page_access access =
      trapline::engine::access_purpose::is_modification(operation) ? page_access::write : page_access::read;
  if (trapline::engine::page_allows(core_state::of_env(env), linear, access, (env->hflags & hf_cpl) == 3))
    probe_access_x86_64(env, (linear + here) & env->linear_mask(), 0, static_cast<int>(access), mmu, caller);
}

// Of an operand of 128 bits this is the first half.
void check_alignment(cpu_env* env, std::uint64_t linear, unsigned operation, std::uintptr_t caller) {
  constexpr int vector_gp = 13;
  if (linear % 16 != 0 && trapline::engine::access_alignment::is_by_16(operation))
    raise_exception_err_ra_x86_64(env, vector_gp, 0, caller);
}

template <typename Type, typename Real>
void store(cpu_env* env, std::uint64_t linear, Type value, unsigned operation, std::uintptr_t caller,
           Real real) {
  if (!by_instruction(env)) return real(env, linear, value, operation, caller);
  core_state& core = core_state::of_env(env);
  if constexpr (sizeof(Type) == 8) check_alignment(env, linear, operation, caller);
  if constexpr (sizeof(Type) > 1) {
    if (linear % sizeof(Type) != 0) {
      const unaligned access{env, linear, sizeof(Type), page_access::write, operation, caller};
      if (access.meets_device()) return access.store(static_cast<std::uint64_t>(value));
    }
  }
  core.store_under_way = {static_cast<std::uint64_t>(value), sizeof(Type)};
  real(env, linear, value, operation, caller);
  core.store_under_way.bytes = 0;
}

template <typename Type, typename Real>
std::uint64_t load(cpu_env* env, std::uint64_t linear, unsigned operation, std::uintptr_t caller, Real real) {
  if constexpr (sizeof(Type) == 8) {
    if (trapline::engine::access_extent::is_whole(operation)) {
      check_whole(env, linear, sizeof(Type), operation, caller);
      return 0;
    }
    check_alignment(env, linear, operation, caller);
  }
  check_modification(env, linear, sizeof(Type), operation, caller);
  if (linear % sizeof(Type) != 0 && by_instruction(env)) {
    const unaligned access{env, linear, sizeof(Type), page_access::read, operation, caller};
    if (access.meets_device())
      return static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<Type>(access.load())));
  }
  return real(env, linear, operation, caller);
}

}  // namespace

extern "C" {
#define TRAPLINE_DEFINE(name, bytes, type)                                                         \
  std::uint64_t helper_##name##_mmu_x86_64(cpu_env* env, std::uint64_t linear, unsigned operation, \
                                           std::uintptr_t caller) {                                \
    static const auto real = original(&helper_##name##_mmu_x86_64, "helper_" #name "_mmu_x86_64"); \
    return load<type>(env, linear, operation, caller, real);                                       \
  }
TRAPLINE_EACH_LOAD(TRAPLINE_DEFINE)
#undef TRAPLINE_DEFINE
#define TRAPLINE_DEFINE(name, bytes, type)                                                            \
  void helper_##name##_mmu_x86_64(cpu_env* env, std::uint64_t linear, type value, unsigned operation, \
                                  std::uintptr_t caller) {                                            \
    static const auto real = original(&helper_##name##_mmu_x86_64, "helper_" #name "_mmu_x86_64");    \
    store<type>(env, linear, value, operation, caller, real);                                         \
  }
TRAPLINE_EACH_STORE(TRAPLINE_DEFINE)
#undef TRAPLINE_DEFINE
}

namespace trapline::engine {

std::span<const replacement> slow_access_replacements() {
#define TRAPLINE_LIST(name, bytes, type) \
  {"helper_" #name "_mmu_x86_64", reinterpret_cast<const void*>(&helper_##name##_mmu_x86_64)},
  static const replacement all[] = {TRAPLINE_EACH_LOAD(TRAPLINE_LIST) TRAPLINE_EACH_STORE(TRAPLINE_LIST)};
#undef TRAPLINE_LIST
  return all;
}

}  // namespace trapline::engine
