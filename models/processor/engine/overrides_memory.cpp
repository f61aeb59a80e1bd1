/// Address translation and what is not memory. The library walks the page tables and then maps every
/// page to itself; here the walk's result counts, and A20. An access to anything that is not RAM or ROM
/// comes to the client, with time exact.
#include <string_view>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

using trapline::engine::core_state;
using trapline::engine::memory_piece;
using namespace trapline::engine::library;

extern "C" {
void tlb_set_page_with_attrs_x86_64(void* cpu, std::uint64_t linear, std::uint64_t physical,
                                    std::uint32_t attrs, int protection, int mmu, std::uint64_t bytes);
void tlb_set_dirty_x86_64(void* cpu, std::uint64_t linear);
std::uint32_t memory_region_dispatch_read_x86_64(uc_engine*, MemoryRegion*, std::uint64_t address,
                                                 std::uint64_t* value, unsigned op, std::uint32_t attrs);
std::uint32_t memory_region_dispatch_write_x86_64(uc_engine*, MemoryRegion*, std::uint64_t address,
                                                  std::uint64_t value, unsigned op, std::uint32_t attrs);
}

namespace {

constexpr std::uint64_t page_mask = ~std::uint64_t{0xfff};
constexpr std::uint32_t cr0_pg = 1u << 31;
constexpr int protection_write = 2;
constexpr std::uint64_t legacy_mask = 0xffff'ffff;

std::uint64_t physical_page(const core_state& core, std::uint64_t linear) {
  const cpu_env& env = *core.env;
  std::uint64_t at = linear & page_mask;
  if (env.cr[0] & cr0_pg) {
    std::uint32_t attrs = 0;
    at = x86_cpu_get_phys_page_attrs_debug_x86_64(core.cpu, linear, &attrs) & page_mask;
  } else if (!(env.hflags & hf_lma)) {
    at &= legacy_mask;
  }
  return at & static_cast<std::uint64_t>(std::int64_t{env.a20_mask});
}

constexpr unsigned width_of(unsigned op) { return 1u << (op & 3); }
constexpr std::uint64_t ones(unsigned width) {
  return width == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * width)) - 1;
}

// An access from the middle of a block is not made: its instruction begins anew as a block of its own,
// so that the client sees the exact time, and what it changes counts from the next instruction on.
void end_block_here(core_state& core) {
  auto& caller = core.field<std::uintptr_t>(core_state::library_release().mem_io_pc);
  const std::uintptr_t at = caller;
  caller = 0;
  if (!at) return;  // not from translated code: delivery of an interrupt, a page walk
  core.restoring = true;
  const bool found = cpu_restore_state_x86_64(core.cpu, at, false);
  core.restoring = false;
  if (!found || core.last_in_block) return;
  core.restart_alone(at);
}

}  // namespace

extern "C" {

void tlb_set_page_with_attrs_x86_64(void* cpu, std::uint64_t linear, std::uint64_t physical,
                                    std::uint32_t attrs, int protection, int mmu, std::uint64_t bytes) {
  static const auto real = original(&tlb_set_page_with_attrs_x86_64, "tlb_set_page_with_attrs_x86_64");
  static const auto real_set_dirty = original(&tlb_set_dirty_x86_64, "tlb_set_dirty_x86_64");
  const core_state* core = core_state::of_cpu(cpu);
  if (!core) {
    real(cpu, linear, physical, attrs, protection, mmu, bytes);
    return;
  }
  const std::uint64_t at = physical_page(*core, linear);
  real(cpu, linear, at, attrs, protection, mmu, bytes);
  // As the library leaves it, every store would take the slow path that looks for translated code.
  if (!(protection & protection_write)) return;
  const memory_piece* piece = core->memory.piece_at(at);
  if (piece && piece->writable && !core->memory.holds_code(piece->ram_address + (at - piece->address)))
    real_set_dirty(cpu, linear);
}

// The library looks here, 2.0.1 with a virtual address, whether anything is mapped and allowed. The page
// tables decide that, and the map of physical memory.
void* memory_mapping(uc_engine* uc, std::uint64_t address) {
  static const auto real = original(&memory_mapping, linked_release().memory_mapping);
  const core_state* core = core_state::of_engine(uc);
  return core && !core->memory.changing() ? core->any_memory : real(uc, address);
}
void* find_memory_mapping_x86_64(uc_engine* uc, std::uint64_t address) { return memory_mapping(uc, address); }

std::uint32_t memory_region_dispatch_read_x86_64(uc_engine* uc, MemoryRegion* region, std::uint64_t address,
                                                 std::uint64_t* value, unsigned op, std::uint32_t attrs) {
  static const auto real =
      original(&memory_region_dispatch_read_x86_64, "memory_region_dispatch_read_x86_64");
  core_state* core = core_state::of_engine(uc);
  if (!core) return real(uc, region, address, value, op, attrs);
  const unsigned width = width_of(op);
  *value = ones(width);
  if (core->translating || !core->memory.is_mmio(address)) return 0;
  end_block_here(*core);
  core->registers_set = false;
  *value = core->client.memory_read(address, width) & ones(width);
  if (core->registers_set) cpu_loop_exit_noexc_x86_64(core->cpu);
  return 0;
}

std::uint32_t memory_region_dispatch_write_x86_64(uc_engine* uc, MemoryRegion* region, std::uint64_t address,
                                                  std::uint64_t value, unsigned op, std::uint32_t attrs) {
  static const auto real =
      original(&memory_region_dispatch_write_x86_64, "memory_region_dispatch_write_x86_64");
  core_state* core = core_state::of_engine(uc);
  if (!core) return real(uc, region, address, value, op, attrs);
  if (!core->memory.is_mmio(address)) return 0;
  end_block_here(*core);
  const unsigned width = width_of(op);
  core->registers_set = false;
  core->client.memory_write(address, width, value & ones(width));
  if (core->registers_set) cpu_loop_exit_noexc_x86_64(core->cpu);
  return 0;
}

}  // extern "C"

namespace trapline::engine {

std::span<const replacement> memory_replacements() {
  static const replacement all[] = {
      {"tlb_set_page_with_attrs_x86_64", reinterpret_cast<const void*>(&tlb_set_page_with_attrs_x86_64)},
      {linked_release().memory_mapping, linked_release().memory_mapping == std::string_view{"memory_mapping"}
                                            ? reinterpret_cast<const void*>(&memory_mapping)
                                            : reinterpret_cast<const void*>(&find_memory_mapping_x86_64)},
      {"memory_region_dispatch_read_x86_64",
       reinterpret_cast<const void*>(&memory_region_dispatch_read_x86_64)},
      {"memory_region_dispatch_write_x86_64",
       reinterpret_cast<const void*>(&memory_region_dispatch_write_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
