/// A linear address that the library does not know: the walk of the guest's page tables.
#include <cstddef>
#include <cstring>
#include <optional>

#include "models/processor/engine/canonical.h"
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/device_access.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/noncanonical.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/page_walk.h"

using trapline::engine::core_state;
using trapline::engine::is_canonical;
using trapline::engine::memory_piece;
using trapline::engine::page_access;
using trapline::engine::page_walk;
using namespace trapline::engine::library;

extern "C" {
bool x86_cpu_tlb_fill_x86_64(void* cpu, std::uint64_t linear, int bytes, int access, int mmu, bool probe,
                             std::uintptr_t return_address);
void tlb_set_page_with_attrs_x86_64(void* cpu, std::uint64_t linear, std::uint64_t physical,
                                    std::uint32_t attrs, int protection, int mmu, std::uint64_t bytes);
}

namespace {

constexpr std::uint64_t page_bytes = 4096, page_mask = ~(page_bytes - 1);
constexpr std::uint32_t cr0_pg = 1u << 31;
constexpr int can_read = 1, can_write = 2, can_execute = 4, mmu_user = 1;
constexpr int vector_gp = 13, vector_pf = 14;

std::uint64_t gated(const cpu_env& env, std::uint64_t physical) {
  return physical & static_cast<std::uint64_t>(std::int64_t{env.a20_mask});
}

// Of the page tables, which may lie anywhere.
std::uint64_t read_entry(core_state& core, std::uint64_t at, unsigned bytes, std::uintptr_t caller) {
  if (const memory_piece* piece = core.memory.piece_at(at)) {
    std::uint64_t value = 0;
    std::memcpy(&value, piece->host + (at - piece->address), bytes);
    return value;
  }
  if (core.translating || !core.memory.is_mmio(at)) return trapline::engine::open_bus(bytes);
  return trapline::engine::read_device(core, at, bytes, caller);
}

void mark_entry(core_state& core, std::uint64_t at, std::uint8_t bits) {
  const memory_piece* piece = core.memory.piece_at(at);
  if (!piece || !piece->writable) return;
  piece->host[at - piece->address] |= std::byte{bits};
  core.memory.drop_code(at, 1);
}

[[noreturn]] void refuse(core_state& core, page_access how, std::uintptr_t caller) {
  if (how == page_access::fetch) {
    trapline::engine::undo_branch(core);
    raise_exception_err_ra_x86_64(core.env, vector_gp, 0, caller);
  }
  const int vector = trapline::engine::noncanonical_fault(core, how == page_access::write, caller);
  raise_exception_err_ra_x86_64(core.env, vector, 0, caller);
}

void enter(core_state& core, std::uint64_t linear, std::uint64_t physical, int protection, int mmu,
           std::uint64_t bytes) {
  tlb_set_page_with_attrs_x86_64(core.cpu, linear & page_mask, gated(*core.env, physical) & page_mask, 0,
                                 protection, mmu, bytes);
}

}  // namespace

extern "C" bool x86_cpu_tlb_fill_x86_64(void* cpu, std::uint64_t linear, int bytes, int access, int mmu,
                                        bool probe, std::uintptr_t return_address) {
  static const auto real = original(&x86_cpu_tlb_fill_x86_64, "x86_cpu_tlb_fill_x86_64");
  core_state* core = core_state::of_cpu(cpu);
  if (!core) return real(cpu, linear, bytes, access, mmu, probe, return_address);
  cpu_env& env = *core->env;
  if (!(env.cr[0] & cr0_pg)) {
    enter(*core, linear, linear & env.linear_mask(), can_read | can_write | can_execute, mmu, page_bytes);
    return true;
  }
  const auto how = static_cast<page_access>(access);
  if (env.in_long_mode() && !is_canonical(linear)) {
    if (probe) return false;
    refuse(*core, how, return_address);
  }
  page_walk walk{*core, linear, mmu == mmu_user};
  const auto found = walk.find(
      [&](std::uint64_t at, unsigned n) { return std::optional{read_entry(*core, at, n, return_address)}; });
  if (!found || !walk.allows(*found, how)) {
    if (probe) return false;
    env.cr[2] = linear;
    raise_exception_err_ra_x86_64(&env, vector_pf, static_cast<int>(walk.error(how)), return_address);
  }
  const bool written = how == page_access::write;
  walk.mark(written, [core](std::uint64_t at, std::uint8_t bits) { mark_entry(*core, at, bits); });
  // The first store to a page has to come here, to mark it dirty.
  const int protection = can_read | (found->writable && (written || found->dirty) ? can_write : 0) |
                         (found->executable ? can_execute : 0);
  enter(*core, linear, found->physical, protection, mmu, found->bytes);
  return true;
}

namespace trapline::engine {

std::span<const replacement> paging_replacements() {
  static const replacement all[] = {
      {"x86_cpu_tlb_fill_x86_64", reinterpret_cast<const void*>(&x86_cpu_tlb_fill_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
