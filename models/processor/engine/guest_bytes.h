/// An operand of any length in the guest's memory, as an instruction that the library called us for reads or
/// writes it: a fault leaves by longjmp.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/page_walk.h"
#include "sim/copy.h"

extern "C" {
void* probe_access_x86_64(cpu_env*, std::uint64_t linear, int bytes, int access, int mmu,
                          std::uintptr_t return_address);
void* tlb_vaddr_to_host_x86_64(cpu_env*, std::uint64_t linear, int access, int mmu);
std::uint32_t cpu_ldub_data_ra_x86_64(cpu_env*, std::uint64_t linear, std::uintptr_t return_address);
std::uint32_t cpu_lduw_data_ra_x86_64(cpu_env*, std::uint64_t linear, std::uintptr_t return_address);
std::uint32_t cpu_ldl_data_ra_x86_64(cpu_env*, std::uint64_t linear, std::uintptr_t return_address);
std::uint64_t cpu_ldq_data_ra_x86_64(cpu_env*, std::uint64_t linear, std::uintptr_t return_address);
void cpu_stb_data_ra_x86_64(cpu_env*, std::uint64_t linear, std::uint32_t, std::uintptr_t return_address);
void cpu_stw_data_ra_x86_64(cpu_env*, std::uint64_t linear, std::uint32_t, std::uintptr_t return_address);
void cpu_stl_data_ra_x86_64(cpu_env*, std::uint64_t linear, std::uint32_t, std::uintptr_t return_address);
void cpu_stq_data_ra_x86_64(cpu_env*, std::uint64_t linear, std::uint64_t, std::uintptr_t return_address);
}

namespace trapline::engine {

class guest_bytes {
 public:
  /// @param caller where in translated code the call came from
  guest_bytes(library::cpu_env* env, std::uintptr_t caller) : env_{env}, caller_{caller} {}

  /// Faults if these bytes, a page's at most, cannot be accessed; accesses nothing.
  void look_at(std::uint64_t linear, std::size_t bytes, page_access access) const {
    const std::uint64_t here = page_bytes - linear % page_bytes;
    look_at(linear, access);
    if (here < bytes) look_at(linear + here, access);
  }
  /// Of a state of the x87's, in front of the access: as processors do, looks at the first field and the last byte, so
  /// that nothing is done by halves, and a fault is told of where that is.
  void look_at_state(std::uint64_t linear, std::size_t bytes, std::size_t first_field,
                     page_access access) const {
    if (linear % page_bytes + bytes <= page_bytes) return;
    look_at(linear, first_field, access);
    look_at(linear + bytes - 1, access);
  }

  void load(std::uint64_t linear, std::span<std::uint8_t> to) const {
    if (const void* host = host_bytes(linear, to.size(), page_access::read)) {
      copy_few(to.data(), host, to.size());
      return;
    }
    while (!to.empty()) {
      const std::size_t n = largest_part(to.size());
      const std::uint64_t value = n == 8   ? cpu_ldq_data_ra_x86_64(env_, linear, caller_)
                                  : n == 4 ? cpu_ldl_data_ra_x86_64(env_, linear, caller_)
                                  : n == 2 ? cpu_lduw_data_ra_x86_64(env_, linear, caller_)
                                           : cpu_ldub_data_ra_x86_64(env_, linear, caller_);
      std::memcpy(to.data(), &value, n);
      to = to.subspan(n);
      linear += n;
    }
  }

  void store(std::uint64_t linear, std::span<const std::uint8_t> from) const {
    if (void* host = host_bytes(linear, from.size(), page_access::write)) {
      copy_few(host, from.data(), from.size());
      return;
    }
    while (!from.empty()) {
      const std::size_t n = largest_part(from.size());
      std::uint64_t value = 0;
      std::memcpy(&value, from.data(), n);
      const auto low = static_cast<std::uint32_t>(value);
      switch (n) {
        case 8:
          cpu_stq_data_ra_x86_64(env_, linear, value, caller_);
          break;
        case 4:
          cpu_stl_data_ra_x86_64(env_, linear, low, caller_);
          break;
        case 2:
          cpu_stw_data_ra_x86_64(env_, linear, low, caller_);
          break;
        default:
          cpu_stb_data_ra_x86_64(env_, linear, low, caller_);
      }
      from = from.subspan(n);
      linear += n;
    }
  }

 private:
  static constexpr std::uint64_t page_bytes = 4096;

  void look_at(std::uint64_t linear, page_access access) const {
    // Of no bytes, or the library would take it for a store to code.
    probe_access_x86_64(env_, linear & env_->linear_mask(), 0, static_cast<int>(access),
                        library::data_mmu(*env_), caller_);
  }

  /// Where they lie, if that is in one page of memory, which no one watches.
  void* host_bytes(std::uint64_t linear, std::size_t bytes, page_access access) const {
    if (linear % page_bytes + bytes > page_bytes || core_state::of_env(env_).accesses) return nullptr;
    return tlb_vaddr_to_host_x86_64(env_, linear, static_cast<int>(access), library::data_mmu(*env_));
  }

  static std::size_t largest_part(std::size_t bytes) {
    return bytes >= 8 ? 8 : bytes >= 4 ? 4 : bytes >= 2 ? 2 : 1;
  }

  library::cpu_env* env_;
  std::uintptr_t caller_;
};

}  // namespace trapline::engine
