#include "models/processor/timing/memory_hierarchy.h"

namespace trapline::timing {

namespace {

using engine::ticks;

constexpr unsigned page_shift = 12;
constexpr std::uint64_t no_line = ~std::uint64_t{0};

lru_sets lines_of(const cache_geometry& c, std::uint32_t line_bytes) {
  return {static_cast<std::size_t>(c.bytes / line_bytes / c.ways), c.ways};
}

lru_sets pages_of(const tlb_geometry& t) { return {t.entries / t.ways, t.ways}; }

}  // namespace

memory_hierarchy::memory_hierarchy(const memory_geometry& g)
    : geometry_{g},
      l1_data_{lines_of(g.l1_data, g.line_bytes)},
      l1_code_{lines_of(g.l1_code, g.line_bytes)},
      l2_{lines_of(g.l2, g.line_bytes)},
      data_tlb_{pages_of(g.data_tlb)},
      code_tlb_{pages_of(g.code_tlb)},
      fetched_line_{no_line} {
  if (g.l3) l3_ = lines_of(*g.l3, g.line_bytes);
}

ticks memory_hierarchy::data(std::uint64_t linear, std::uint64_t physical, unsigned bytes, bool write) {
  ticks taken = data_tlb_.touch(linear >> page_shift) ? 0 : geometry_.data_tlb.miss;
  const std::uint64_t last = (physical + bytes - 1) / geometry_.line_bytes;
  for (std::uint64_t line = physical / geometry_.line_bytes; line <= last; ++line) {
    if (l1_data_.touch(line)) continue;
    const ticks latency = behind_l1(line);
    if (!write) taken += latency - geometry_.l1_data.latency;
  }
  return taken;
}

ticks memory_hierarchy::fetch(std::uint64_t linear, std::uint64_t physical, unsigned bytes) {
  ticks taken = 0;
  const std::uint64_t last = (physical + bytes - 1) / geometry_.line_bytes;
  for (std::uint64_t line = physical / geometry_.line_bytes; line <= last; ++line) {
    if (line == fetched_line_) continue;
    fetched_line_ = line;
    if (!code_tlb_.touch(linear >> page_shift)) taken += geometry_.code_tlb.miss;
    if (!l1_code_.touch(line)) taken += behind_l1(line) - geometry_.l1_code.latency;
  }
  return taken;
}

ticks memory_hierarchy::behind_l1(std::uint64_t line) {
  if (l2_.touch(line)) return geometry_.l2.latency;
  if (l3_ && l3_->touch(line)) return geometry_.l3->latency;
  return geometry_.memory;
}

void memory_hierarchy::drop_translations() {
  data_tlb_.drop_all();
  code_tlb_.drop_all();
  fetched_line_ = no_line;
}

void memory_hierarchy::drop_translation(std::uint64_t linear) {
  data_tlb_.drop(linear >> page_shift);
  code_tlb_.drop(linear >> page_shift);
  fetched_line_ = no_line;
}

std::vector<engine::memory_level_counts> memory_hierarchy::counts() const {
  std::vector<engine::memory_level_counts> all;
  const auto add = [&all](std::string_view level, const lru_sets& s) {
    all.push_back({level, s.hits(), s.misses()});
  };
  add("l1_data", l1_data_);
  add("l1_code", l1_code_);
  add("l2", l2_);
  if (l3_) add("l3", *l3_);
  add("data_tlb", data_tlb_);
  add("code_tlb", code_tlb_);
  return all;
}

}  // namespace trapline::timing
