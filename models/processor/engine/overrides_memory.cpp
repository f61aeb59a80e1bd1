/// What lies at a physical address. An access to anything that is not RAM or ROM comes to the client, with
/// time exact.
#include <string_view>
#include <utility>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/device_access.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

using trapline::engine::core_state;
using trapline::engine::memory_piece;
using trapline::engine::open_bus;
using trapline::engine::read_device;
using trapline::engine::write_device;
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

constexpr int protection_write = 2;

constexpr unsigned width_of(unsigned op) { return 1u << (op & 3); }

// Where in translated code the library's access was asked for.
std::uintptr_t caller_of_access(const core_state& core) {
  return std::exchange(core.field<std::uintptr_t>(core_state::library_release().mem_io_pc),
                       std::uintptr_t{0});
}

}  // namespace

extern "C" {

void tlb_set_page_with_attrs_x86_64(void* cpu, std::uint64_t linear, std::uint64_t physical,
                                    std::uint32_t attrs, int protection, int mmu, std::uint64_t bytes) {
  static const auto real = original(&tlb_set_page_with_attrs_x86_64, "tlb_set_page_with_attrs_x86_64");
  static const auto real_set_dirty = original(&tlb_set_dirty_x86_64, "tlb_set_dirty_x86_64");
  core_state* core = core_state::of_cpu(cpu);
  real(cpu, linear, physical, attrs, protection, mmu, bytes);
  if (!core) return;
  // As the library leaves it, every store would take the slow path that looks for translated code.
  if (!(protection & protection_write)) return;
  const memory_piece* piece = core->memory.piece_at(physical);
  if (!piece || !piece->writable) return;
  core->memory.touch(*piece, physical);
  if (!core->memory.holds_code(piece->ram_address + (physical - piece->address))) real_set_dirty(cpu, linear);
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
  const std::uintptr_t from = caller_of_access(*core);
  if (!core->memory.is_mmio(address)) {
    *value = open_bus(width);
  } else if (core->translating) {
    *value = core->fetch_from_device(address);
  } else {
    *value = read_device(*core, address, width, from);
  }
  return 0;
}

std::uint32_t memory_region_dispatch_write_x86_64(uc_engine* uc, MemoryRegion* region, std::uint64_t address,
                                                  std::uint64_t value, unsigned op, std::uint32_t attrs) {
  static const auto real =
      original(&memory_region_dispatch_write_x86_64, "memory_region_dispatch_write_x86_64");
  core_state* core = core_state::of_engine(uc);
  if (!core) return real(uc, region, address, value, op, attrs);
  const std::uintptr_t from = caller_of_access(*core);
  if (core->memory.is_mmio(address)) write_device(*core, address, width_of(op), value, from);
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
