#include "platform/configuration/instruction_costs.h"

#include <algorithm>
#include <bitset>

#include "sim/configuration/config_error.h"

namespace trapline {

namespace {

using engine::ticks_per_cycle;

timing::cache_geometry geometry_of(const cache_cost& c) {
  return {c.bytes, c.ways, c.latency.count() * ticks_per_cycle};
}

timing::tlb_geometry geometry_of(const tlb_cost& t) {
  return {t.entries, t.ways, t.miss.count() * ticks_per_cycle};
}

timing::memory_geometry geometry_of(const cost_profile& profile) {
  const memory_costs& costs = *profile.memory();
  timing::memory_geometry g;
  g.line_bytes = costs.line_bytes;
  g.l1_data = geometry_of(costs.l1_data);
  g.l1_code = geometry_of(costs.l1_code);
  g.l2 = geometry_of(costs.l2);
  if (costs.l3) g.l3 = geometry_of(*costs.l3);
  g.data_tlb = geometry_of(costs.data_tlb);
  g.code_tlb = geometry_of(costs.code_tlb);
  // A line comes through the memory controller hub, as every transaction on the processor bus does.
  const chipset_latencies& chipset = profile.latencies();
  const cycles memory = profile.clock().covering(chipset.memory_controller_hub.time + chipset.dram.time);
  g.memory = std::max(memory.count() * ticks_per_cycle, g.l3 ? g.l3->latency : g.l2.latency);
  return g;
}

}  // namespace

timing::instruction_timing instruction_costs_of(const cost_profile& profile, memory_model memory) {
  timing::instruction_timing::table table{};
  std::bitset<timing::instruction_class_count> given;
  for (const instruction_cost& c : profile.instructions()) {
    const auto known = timing::class_named(c.name);
    if (!known)
      throw config_error(c.where, "instructions." + c.name, "there is no such class of instructions",
                         "see trapline list costs");
    table[static_cast<std::size_t>(*known)] = c.sixteenths;
    given.set(static_cast<std::size_t>(*known));
  }
  for (std::size_t i = 0; i < given.size(); ++i)
    if (!given[i])
      throw config_error(
          {profile.file()}, "instructions",
          "there is no cost for the class " + std::string{name_of(static_cast<timing::instruction_class>(i))},
          "every class must have one");
  if (memory == memory_model::fast) return timing::instruction_timing{table};
  return timing::instruction_timing{table, geometry_of(profile)};
}

}  // namespace trapline
