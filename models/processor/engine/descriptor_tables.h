/// The guest's descriptor tables, as the processor uses them by itself: in ring 0, with faults. Intel SDM volume
/// 3, 3.4.5 and 3.5.
#pragma once

#include <cstdint>

#include "models/processor/engine/library.h"

extern "C" {
std::uint32_t cpu_ldl_mmuidx_ra_x86_64(cpu_env*, std::uint64_t linear, int mmu, std::uintptr_t);
void cpu_stw_mmuidx_ra_x86_64(cpu_env*, std::uint64_t linear, std::uint32_t, int mmu, std::uintptr_t);
void cpu_stl_mmuidx_ra_x86_64(cpu_env*, std::uint64_t linear, std::uint32_t, int mmu, std::uintptr_t);
void* probe_access_x86_64(cpu_env*, std::uint64_t linear, int bytes, int access, int mmu, std::uintptr_t);
}

namespace trapline::engine {

/// The parts of a selector.
namespace selector_part {
inline constexpr std::uint32_t rpl = 3, in_ldt = 4, index = 0xfff8, told = 0xfffc;
}

struct descriptor {
  // of the high dword
  static constexpr std::uint32_t accessed = 1u << 8, busy = 1u << 9, readable_or_writable = 1u << 9,
                                 conforming = 1u << 10, code = 1u << 11, wide_tss = 1u << 11,
                                 code_or_data = 1u << 12, present = 1u << 15, big = 1u << 22,
                                 granular = 1u << 23;
  // Bits 8 to 12 of it.
  static constexpr std::uint32_t narrow_tss = 1, ldt = 2, task_gate = 5, whole_tss = 9, busy_bit = 2;

  std::uint32_t low = 0, high = 0;

  std::uint32_t type() const { return high >> 8 & 0x1f; }
  unsigned dpl() const { return high >> 13 & 3; }
  bool is(std::uint32_t bits) const { return high & bits; }
  std::uint32_t selector() const { return low >> 16; }  ///< a gate's
  std::uint32_t base() const { return low >> 16 | (high & 0xff) << 16 | (high & 0xff00'0000); }
  std::uint32_t limit() const {
    const std::uint32_t pages_or_bytes = (low & 0xffff) | (high & 0xf'0000);
    return is(granular) ? pages_or_bytes << 12 | 0xfff : pages_or_bytes;
  }
};

class descriptor_tables {
 public:
  /// @param caller where in translated code the call came from; 0 if from nowhere
  descriptor_tables(library::cpu_env& env, std::uintptr_t caller) : env_{env}, caller_{caller} {}

  std::uint32_t load(std::uint64_t at, unsigned bytes) const {
    return bytes == 2 ? cpu_lduw_mmuidx_ra_x86_64(&env_, at, mmu_kernel, caller_)
                      : cpu_ldl_mmuidx_ra_x86_64(&env_, at, mmu_kernel, caller_);
  }
  void store(std::uint64_t at, std::uint32_t value, unsigned bytes) const {
    if (bytes == 2) {
      cpu_stw_mmuidx_ra_x86_64(&env_, at, value, mmu_kernel, caller_);
    } else {
      cpu_stl_mmuidx_ra_x86_64(&env_, at, value, mmu_kernel, caller_);
    }
  }
  /// Faults if a byte cannot be written.
  void probe(std::uint64_t at) const {
    constexpr int write = 1;
    probe_access_x86_64(&env_, at, 0, write, mmu_kernel, caller_);
  }
  [[noreturn]] void raise(int vector, std::uint32_t selector) const {
    raise_exception_err_ra_x86_64(&env_, vector, static_cast<int>(selector & selector_part::told), caller_);
  }
  /// @param beyond the vector if the table has no such entry
  descriptor at(std::uint32_t selector, int beyond) const {
    const library::segment& table = table_of(selector);
    const std::uint32_t offset = selector & selector_part::index;
    if (offset + 7 > table.limit) raise(beyond, selector);
    return {load(table.base + offset, 4), load(table.base + offset + 4, 4)};
  }
  /// Clears and sets bits of the high dword of a descriptor that was read.
  void change(std::uint32_t selector, std::uint32_t clear, std::uint32_t set) const {
    const std::uint64_t where = table_of(selector).base + (selector & selector_part::index) + 4;
    const std::uint32_t high = load(where, 4);
    if (const std::uint32_t changed = (high & ~clear) | set; changed != high) store(where, changed, 4);
  }

 private:
  static constexpr int mmu_kernel = 2;

  const library::segment& table_of(std::uint32_t selector) const {
    return selector & selector_part::in_ldt ? env_.ldt : env_.gdt;
  }

  library::cpu_env& env_;
  std::uintptr_t caller_;
};

}  // namespace trapline::engine
