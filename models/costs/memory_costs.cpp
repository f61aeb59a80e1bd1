#include "models/costs/memory_costs.h"

#include <algorithm>

#include "sim/configuration/toml_reader.h"

namespace trapline {
namespace {

constexpr std::uint64_t most_kib = 1 << 20;
constexpr std::uint64_t most_ways = 1024;
constexpr std::uint64_t most_entries = 1 << 16;
constexpr std::uint64_t most_cycles = 100'000;

cache_cost read_cache(const table_reader& all, std::string_view name, std::uint32_t line_bytes,
                      cycles at_least) {
  const table_reader in = all.table(name);
  in.only({"kib", "ways", "cycles", "tag", "source"});
  cache_cost c;
  const std::uint64_t kib = in.integer("kib", 1, most_kib);
  c.bytes = kib * 1024;
  c.ways = static_cast<std::uint32_t>(in.integer("ways", 1, most_ways));
  if (c.bytes % (std::uint64_t{c.ways} * line_bytes) != 0)
    in.fail("ways", "is " + std::to_string(c.ways),
            std::to_string(kib) + " KiB of lines of " + std::to_string(line_bytes) +
                " bytes must come out in whole sets");
  c.latency = cycles{in.integer("cycles", at_least.count(), most_cycles)};
  c.tag = read_tag(in);
  c.source = read_source(in);
  return c;
}

tlb_cost read_tlb(const table_reader& all, std::string_view name) {
  const table_reader in = all.table(name);
  in.only({"entries", "ways", "cycles", "tag", "source"});
  tlb_cost t;
  t.entries = static_cast<std::uint32_t>(in.integer("entries", 1, most_entries));
  t.ways = static_cast<std::uint32_t>(in.integer("ways", 1, most_ways));
  if (t.entries % t.ways != 0)
    in.fail("ways", "is " + std::to_string(t.ways),
            "it must divide the " + std::to_string(t.entries) + " entries");
  t.miss = cycles{in.integer("cycles", 0, most_cycles)};
  t.tag = read_tag(in);
  t.source = read_source(in);
  return t;
}

}  // namespace

memory_costs read_memory_costs(const table_reader& in) {
  in.only({"line_bytes", "l1_data", "l1_code", "l2", "l3", "data_tlb", "code_tlb"});
  memory_costs all;
  all.line_bytes = static_cast<std::uint32_t>(in.integer("line_bytes", 16, 4096));
  if ((all.line_bytes & (all.line_bytes - 1)) != 0)
    in.fail("line_bytes", "is " + std::to_string(all.line_bytes), "a power of two is needed");
  all.l1_data = read_cache(in, "l1_data", all.line_bytes, cycles{0});
  all.l1_code = read_cache(in, "l1_code", all.line_bytes, cycles{0});
  all.l2 = read_cache(in, "l2", all.line_bytes, std::max(all.l1_data.latency, all.l1_code.latency));
  if (in.table_if("l3")) all.l3 = read_cache(in, "l3", all.line_bytes, all.l2.latency);
  all.data_tlb = read_tlb(in, "data_tlb");
  all.code_tlb = read_tlb(in, "code_tlb");
  return all;
}

}  // namespace trapline
