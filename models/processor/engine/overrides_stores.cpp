/// Stores to pages that code was translated from. The library's own dirty map is not there; the core's
/// map of code pages takes its place. A store of what is there already leaves the code as it was.
#include <cstring>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

using trapline::engine::core_state;
using trapline::engine::memory_piece;
using namespace trapline::engine::library;

extern "C" {
void tlb_protect_code_x86_64(uc_engine*, std::uint64_t ram_address);
void tlb_unprotect_code_x86_64(uc_engine*, std::uint64_t ram_address);
void tlb_set_dirty_x86_64(void* cpu, std::uint64_t linear);
void* page_collection_lock_x86_64(uc_engine*, std::uint64_t begin, std::uint64_t end);
void page_collection_unlock_x86_64(void* pages);
void tb_invalidate_phys_page_fast_x86_64(uc_engine*, void* pages, std::uint64_t ram_address, int bytes,
                                         std::uintptr_t return_address);
}

namespace {

bool changes_nothing(const core_state& core, std::uint64_t ram_address, int bytes) {
  const core_state::store& s = core.store_under_way;
  if (s.bytes != static_cast<unsigned>(bytes)) return false;
  const memory_piece* piece = core.memory.piece_at_ram(ram_address);
  return piece && std::memcmp(piece->host + (ram_address - piece->ram_address), &s.value, s.bytes) == 0;
}

}  // namespace

extern "C" {

void tlb_protect_code_x86_64(uc_engine* uc, std::uint64_t ram_address) {
  if (core_state* core = core_state::of_engine(uc)) core->memory.mark_code(ram_address);
}

void tlb_unprotect_code_x86_64(uc_engine* uc, std::uint64_t ram_address) {
  if (core_state* core = core_state::of_engine(uc)) core->memory.unmark_code(ram_address);
}

// The library calls this behind every slow store, as if it had dropped the page's code. It may not
// have, and a later store through another mapping would then go unseen.
void tlb_set_dirty_x86_64(void*, std::uint64_t) {}

// At every such store the library collects the pages of all blocks around, for locks that it does without.
void* page_collection_lock_x86_64(uc_engine*, std::uint64_t, std::uint64_t) { return nullptr; }
void page_collection_unlock_x86_64(void*) {}

void tb_invalidate_phys_page_fast_x86_64(uc_engine* uc, void* pages, std::uint64_t ram_address, int bytes,
                                         std::uintptr_t return_address) {
  static const auto real =
      original(&tb_invalidate_phys_page_fast_x86_64, "tb_invalidate_phys_page_fast_x86_64");
  const core_state* core = core_state::of_engine(uc);
  if (core && changes_nothing(*core, ram_address, bytes)) return;
  real(uc, pages, ram_address, bytes, return_address);
}
}

namespace trapline::engine {

std::span<const replacement> store_replacements() {
  static const replacement all[] = {
      {"tlb_protect_code_x86_64", reinterpret_cast<const void*>(&tlb_protect_code_x86_64)},
      {"tlb_unprotect_code_x86_64", reinterpret_cast<const void*>(&tlb_unprotect_code_x86_64)},
      {"tlb_set_dirty_x86_64", reinterpret_cast<const void*>(&tlb_set_dirty_x86_64)},
      {"page_collection_lock_x86_64", reinterpret_cast<const void*>(&page_collection_lock_x86_64)},
      {"page_collection_unlock_x86_64", reinterpret_cast<const void*>(&page_collection_unlock_x86_64)},
      {"tb_invalidate_phys_page_fast_x86_64",
       reinterpret_cast<const void*>(&tb_invalidate_phys_page_fast_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
