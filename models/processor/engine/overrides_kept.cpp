/// Blocks that were translated before, by this core or another, in this process or an earlier one: their host
/// code is put where the library would have generated it.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "models/processor/engine/access_checks.h"
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/emitted_references.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/store/build_identity.h"
#include "models/processor/engine/store/host_code.h"
#include "models/processor/engine/store/kept_block.h"
#include "models/processor/engine/store/known_references.h"
#include "models/processor/engine/store/translation_store.h"
#include "models/processor/engine/translation.h"

using trapline::engine::checks_few_segments;
using trapline::engine::core_state;
using trapline::engine::cost_arena;
using trapline::engine::find_outside_references;
using trapline::engine::image_at;
using trapline::engine::image_extent;
using trapline::engine::kept_block;
using trapline::engine::now_translating;
using trapline::engine::outside_reference;
using trapline::engine::translation;
using trapline::engine::translation_question;
using trapline::engine::translation_store;
using namespace trapline::engine::library;

extern "C" {
void gen_intermediate_code_x86_64(void* cpu, translation_block*, int max_insns);
int tcg_gen_code_x86_64(void* ctx, translation_block*);
}

namespace {

constexpr std::uint32_t cf_count = 0x7fff, cf_nocache = 0x1'0000;
constexpr std::uint64_t page_bytes = 4096;

// The block that stands instead of the one being translated on this thread, and the core for which one is.
thread_local const kept_block* pending = nullptr;
thread_local core_state* translating_for = nullptr;

const generator_layout& layout() { return core_state::library_release().generator; }

template <typename T>
T& field(void* object, std::size_t offset) {
  return *reinterpret_cast<T*>(static_cast<char*>(object) + offset);
}

// What an address in the generator's output is relative to.
struct bases {
  std::uintptr_t way_out;
  image_extent library = image_at(reinterpret_cast<const void*>(&uc_version));
  image_extent program = image_at(reinterpret_cast<const void*>(&translation_store::of_process));

  image_extent around_way_out() const { return {way_out - page_bytes, way_out + page_bytes}; }
  std::uintptr_t of(kept_block::reference::base from) const {
    switch (from) {
      case kept_block::reference::base::way_out:
        return way_out;
      case kept_block::reference::base::library:
        return library.begin;
      default:
        return program.begin;
    }
  }
};

bases bases_of(void* ctx) {
  static const bases fixed{0};
  bases b = fixed;
  b.way_out = field<std::uintptr_t>(ctx, layout().way_out);
  return b;
}

bool can_be_kept(const core_state* core, const translation_block& b) {
  return translation_store::of_process().on() && core && core->described != 0 && layout().known &&
         !core->accesses && core->block_limit == 0 && !core->pace.limits() &&
         (b.cflags & (cf_count | cf_nocache)) == 0;
}

translation_question question_of(const core_state& core, const translation_block& b) {
  return {b.pc, b.cs_base, b.flags, b.cflags, core.described};
}

// Of the seldom flags, those that decided nothing about the block that was just translated from this code.
std::uint32_t indifferent_flags(const translation& t, std::uint32_t flags, std::span<const std::byte> code) {
  static_assert(translation_question::seldom_flags == (hf_uneven(fs) | hf_uneven(gs) | hf_osfxsr));
  if (!checks_few_segments(flags)) return 0;
  constexpr std::byte prefix_fs{0x64}, prefix_gs{0x65};
  std::uint32_t all = t.basic ? hf_osfxsr : 0;
  if (std::ranges::find(code, prefix_fs) == code.end()) all |= hf_uneven(fs);
  if (std::ranges::find(code, prefix_gs) == code.end()) all |= hf_uneven(gs);
  return all;
}

std::span<const std::byte> guest_code_at(core_state& core, std::uint64_t pc) {
  void* host = nullptr;
  get_page_addr_code_hostp_x86_64(core.env, pc, &host);
  if (!host) return {};
  return {static_cast<const std::byte*>(host), page_bytes - pc % page_bytes};
}

bool refer(const outside_reference& r, const bases& b, std::vector<kept_block::reference>& all) {
  using base = kept_block::reference::base;
  const auto from = b.library.holds(r.target)   ? base::library
                    : b.program.holds(r.target) ? base::program
                                                : base::way_out;
  if (from == base::way_out && (r.absolute || !b.around_way_out().holds(r.target))) return false;
  const auto offset = static_cast<std::int64_t>(r.target - b.of(from));
  if (offset != static_cast<std::int32_t>(offset)) return false;
  all.push_back({.at = r.at & 0xff'ffff,
                 .absolute = r.absolute,
                 .from = static_cast<std::uint8_t>(from) & 0x7fu,
                 .offset = static_cast<std::int32_t>(offset)});
  return true;
}

template <typename T>
void append(std::vector<std::byte>& to, std::span<const T> what) {
  const auto bytes = std::as_bytes(what);
  to.insert(to.end(), bytes.begin(), bytes.end());
}

// Where an instruction of the host's begins, about the middle of a block's code: the guest's end with one of those.
std::size_t middle_of(std::size_t code_bytes, std::span<const std::uint16_t> ends) {
  const auto half = std::ranges::find_if(ends, [&](std::uint16_t end) { return end >= code_bytes / 2; });
  return half == ends.end() ? ends.back() : *half;
}

// As a rule it is known how many there are.
bool find_references(void* ctx, const translation_block& block, std::span<const std::uint8_t> code,
                     std::size_t middle, const bases& b, std::vector<outside_reference>& all) {
  const auto count = trapline::engine::emitted_references(ctx, block);
  const std::array places{b.library, b.program, b.around_way_out()};
  return (count && trapline::engine::find_so_many_references(code, *count, places, all)) ||
         find_outside_references(code, reinterpret_cast<std::uintptr_t>(&block), middle, all);
}

// The library's note of an instruction: its address and a state of the flags.
using instruction_note = std::array<std::uint64_t, 2>;

// Keeps the block that was just generated, if what it consists of is understood.
void keep(core_state& core, void* ctx, translation_block& block, std::size_t code_bytes) {
  const translation& t = now_translating;
  if (t.unclear || t.count == 0 || t.count != block.icount || code_bytes >= kept_block::most_code) return;
  const auto guest = guest_code_at(core, block.pc);
  if (guest.size() < block.size) return;
  const std::span code{field<const std::uint8_t*>(&block, layout().block_code), code_bytes};
  thread_local std::vector<outside_reference> outside;
  thread_local std::vector<kept_block::reference> references;
  thread_local std::vector<kept_block::instruction> instructions;
  thread_local std::vector<std::byte> whole;
  outside.clear();
  references.clear();
  instructions.clear();
  whole.clear();
  const std::span ends{&field<std::uint16_t>(ctx, layout().instruction_ends), t.count};
  const bases b = bases_of(ctx);
  if (!find_references(ctx, block, code, middle_of(code_bytes, ends), b, outside)) return;
  for (const outside_reference& r : outside)
    if (!refer(r, b, references)) return;

  const auto* const notes = &field<instruction_note>(ctx, layout().instruction_notes);
  for (std::size_t i = 0; i < t.count; ++i) {
    const auto& [address, flags_state] = notes[i];
    const cost_arena::instruction& cost = t.instructions[i];
    if (address != block.pc + cost.offset || flags_state > 0xffff'ffff) return;
    instructions.push_back({cost.cost_up_to, static_cast<std::uint32_t>(flags_state), cost.offset, ends[i]});
  }

  kept_block head;
  head.question = question_of(core, block);
  head.code_bytes = static_cast<std::uint32_t>(code_bytes);
  head.references = static_cast<std::uint32_t>(references.size());
  head.guest_bytes = block.size;
  head.instructions = block.icount;
  head.indifferent = indifferent_flags(t, block.flags, guest.first(block.size));
  std::memcpy(head.jump_resets, &field<char>(&block, layout().block_resets), sizeof head.jump_resets);
  std::memcpy(head.jump_arguments, &field<char>(&block, layout().block_arguments),
              sizeof head.jump_arguments);
  head.bytes = static_cast<std::uint32_t>(head.needed());
  whole.reserve(head.bytes);
  append<kept_block>(whole, std::span{&head, 1});
  append<kept_block::instruction>(whole, instructions);
  append<kept_block::reference>(whole, references);
  append<std::byte>(whole, guest.first(block.size));
  append<std::uint8_t>(whole, code);
  whole.resize(head.bytes);
  auto& kept = *reinterpret_cast<kept_block*>(whole.data());
  kept.checksum = kept.sum();
  translation_store::of_process().keep(kept);
}

// Puts the block's code where the library would have generated it.
void put_in_place(const kept_block& kept, void* ctx, translation_block& block) {
  char* const code = field<char*>(&block, layout().block_code);
  std::memcpy(code, kept.host_code().data(), kept.code_bytes);
  const bases b = bases_of(ctx);
  for (const kept_block::reference& r : kept.all_references()) {
    const std::uintptr_t target = b.of(static_cast<kept_block::reference::base>(r.from)) +
                                  static_cast<std::uintptr_t>(static_cast<std::intptr_t>(r.offset));
    char* const at = code + r.at;
    if (r.absolute) {
      std::memcpy(at, &target, sizeof target);
    } else {
      const auto distance = static_cast<std::int32_t>(target - reinterpret_cast<std::uintptr_t>(at + 4));
      std::memcpy(at, &distance, sizeof distance);
    }
  }
  std::memcpy(&field<char>(&block, layout().block_resets), kept.jump_resets, sizeof kept.jump_resets);
  std::memcpy(&field<char>(&block, layout().block_arguments), kept.jump_arguments,
              sizeof kept.jump_arguments);
  auto* const notes = &field<instruction_note>(ctx, layout().instruction_notes);
  auto* const ends = &field<std::uint16_t>(ctx, layout().instruction_ends);
  std::size_t i = 0;
  for (const kept_block::instruction& one : kept.all_instructions()) {
    notes[i] = {block.pc + one.offset, one.flags_state};
    ends[i++] = one.host_end;
  }
}

// Whether all that is far away can be reached from here by the four bytes that the code has for it.
bool reaches(const kept_block& kept, void* ctx, translation_block& block) {
  const auto code = reinterpret_cast<std::intptr_t>(field<char*>(&block, layout().block_code));
  const bases b = bases_of(ctx);
  for (const kept_block::reference& r : kept.all_references()) {
    if (r.absolute) continue;
    const auto target =
        static_cast<std::intptr_t>(b.of(static_cast<kept_block::reference::base>(r.from))) + r.offset;
    const std::intptr_t distance = target - code - r.at - 4;
    if (distance != static_cast<std::int32_t>(distance)) return false;
  }
  return true;
}

}  // namespace

extern "C" {

void gen_intermediate_code_x86_64(void* cpu, translation_block* block, int max_insns) {
  static const auto real = original(&gen_intermediate_code_x86_64, "gen_intermediate_code_x86_64");
  pending = nullptr;
  core_state* const core = core_state::of_cpu(cpu);
  translating_for = can_be_kept(core, *block) ? core : nullptr;
  if (translating_for) {
    const auto code = guest_code_at(*core, block->pc);
    if (code.empty()) {
      translating_for = nullptr;
    } else if (const kept_block* const kept =
                   translation_store::of_process().find(question_of(*core, *block), code);
               kept && reaches(*kept, core->generator.context, *block)) {
      pending = kept;
      block->size = kept->guest_bytes;
      block->icount = kept->instructions;
      return;
    }
  }
  real(cpu, block, max_insns);
}

int tcg_gen_code_x86_64(void* ctx, translation_block* block) {
  static const auto real = original(&tcg_gen_code_x86_64, "tcg_gen_code_x86_64");
  core_state* const core = translating_for;
  if (const kept_block* const kept = pending) {
    const char* const code = field<char*>(block, layout().block_code);
    if (code + kept->code_bytes > field<char*>(ctx, layout().high_water)) return -1;
    put_in_place(*kept, ctx, *block);
    pending = nullptr;
    std::array<cost_arena::instruction, 1024> costs;
    std::size_t count = 0;
    for (const kept_block::instruction& one : kept->all_instructions())
      costs[count++] = {one.cost_up_to, one.offset};
    core->arena.keep(block, {costs.data(), count});
    return static_cast<int>(kept->code_bytes);
  }
  const int bytes = real(ctx, block);
  if (core && bytes > 0) keep(*core, ctx, *block, static_cast<std::size_t>(bytes));
  return bytes;
}
}

namespace trapline::engine {

std::span<const replacement> kept_replacements() {
  static const replacement all[] = {
      {"gen_intermediate_code_x86_64", reinterpret_cast<const void*>(&gen_intermediate_code_x86_64)},
      {"tcg_gen_code_x86_64", reinterpret_cast<const void*>(&tcg_gen_code_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
