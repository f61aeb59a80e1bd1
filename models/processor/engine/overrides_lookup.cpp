/// Where the next block's translation is. The library keeps a small table by virtual address, which every
/// change of the page tables empties, and behind it one of all translations, of which each look-up is a hash
/// of the whole question. Most of those find what was found shortly before. That table begins small, and grows with
/// what is in it: the library would clear half a megabyte for each core before the first block is translated.
#include <algorithm>
#include <cstddef>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

using trapline::engine::block_cache;
using trapline::engine::core_state;
using namespace trapline::engine::library;

extern "C" {
void* tb_htable_lookup_x86_64(void* cpu, std::uint64_t pc, std::uint64_t cs_base, std::uint32_t flags,
                              std::uint32_t cflags);
void qht_init(void* table, void* compare, std::size_t elements, unsigned mode);

void* tb_htable_lookup_x86_64(void* cpu, std::uint64_t pc, std::uint64_t cs_base, std::uint32_t flags,
                              std::uint32_t cflags) {
  static const auto real = original(&tb_htable_lookup_x86_64, "tb_htable_lookup_x86_64");
  core_state* core = core_state::of_cpu(cpu);
  if (!core) return real(cpu, pc, cs_base, flags, cflags);
  void* host = nullptr;
  get_page_addr_code_hostp_x86_64(core->env, pc, &host);
  if (!host) return real(cpu, pc, cs_base, flags, cflags);
  const block_cache::question question{host, pc, cs_base, flags, cflags};
  if (translation_block* found = core->found_blocks.find(question)) return found;
  auto* const block = static_cast<translation_block*>(real(cpu, pc, cs_base, flags, cflags));
  // A block that reaches into a second page depends on where that lies, too.
  constexpr std::uint64_t page = 4096;
  if (block && pc / page == (pc + block->size - 1) / page) core->found_blocks.keep(question, block);
  return block;
}

void qht_init(void* table, void* compare, std::size_t elements, unsigned mode) {
  static const auto real = original(&qht_init, "qht_init");
  constexpr std::size_t at_first = 4096;
  real(table, compare, std::min(elements, at_first), mode);
}
}

namespace trapline::engine {

std::span<const replacement> lookup_replacements() {
  static const replacement all[] = {
      {"tb_htable_lookup_x86_64", reinterpret_cast<const void*>(&tb_htable_lookup_x86_64)},
      {"qht_init", reinterpret_cast<const void*>(&qht_init)},
  };
  return all;
}

}  // namespace trapline::engine
