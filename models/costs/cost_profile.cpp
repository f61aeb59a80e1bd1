#include "models/costs/cost_profile.h"

#include "models/costs/profile_inheritance.h"
#include "sim/configuration/toml_reader.h"

namespace trapline {
namespace {

// A step of a second and a clock of 100 GHz are beyond anything that a profile could mean.
constexpr std::uint64_t most_cycles = 100'000'000'000;
constexpr std::uint64_t most_hz = 100'000'000'000;
constexpr std::uint64_t most_ns = 1'000'000'000;
constexpr std::uint64_t sixteenths_per_cycle = 16;

step_cost read_step(const table_reader& in) {
  in.only({"cycles", "spread", "tag", "source"});
  step_cost cost;
  cost.mean = cycles{in.integer("cycles", 0, most_cycles)};
  const std::string spread_name = in.text("spread");
  const auto spread = spread_named(spread_name);
  if (!spread)
    in.fail("spread", "is \"" + spread_name + "\"",
            "\"fixed\", \"hardware\", \"software\" or \"scheduler\" is needed");
  cost.spread = *spread;
  cost.tag = read_tag(in);
  cost.source = read_source(in);
  return cost;
}

latency_cost read_latency(const table_reader& in) {
  in.only({"ns", "tag", "source"});
  latency_cost cost;
  cost.time = duration::ps(in.fixed_point("ns", 1000, most_ns));
  cost.tag = read_tag(in);
  cost.source = read_source(in);
  return cost;
}

chipset_latencies read_latencies(const table_reader& in) {
  in.only({"memory_controller_hub", "io_controller_hub", "lpc_io_read", "lpc_io_write", "firmware_hub_read",
           "dram"});
  chipset_latencies all;
  all.memory_controller_hub = read_latency(in.table("memory_controller_hub"));
  all.io_controller_hub = read_latency(in.table("io_controller_hub"));
  all.lpc_io_read = read_latency(in.table("lpc_io_read"));
  all.lpc_io_write = read_latency(in.table("lpc_io_write"));
  all.firmware_hub_read = read_latency(in.table("firmware_hub_read"));
  all.dram = read_latency(in.table("dram"));
  return all;
}

std::vector<instruction_cost> read_instructions(const table_reader& in) {
  std::vector<instruction_cost> all;
  for (const std::string& name : in.keys()) {
    const table_reader one = in.table(name);
    one.only({"cycles", "tag", "source"});
    instruction_cost cost;
    cost.name = name;
    cost.sixteenths = static_cast<std::uint32_t>(one.fixed_point("cycles", sixteenths_per_cycle, 1'000'000));
    cost.tag = read_tag(one);
    cost.source = read_source(one);
    cost.where = in.where(name);
    all.push_back(std::move(cost));
  }
  return all;
}

profile_properties read_properties(const table_reader& in) {
  in.only({"nested_paging", "exception_bitmap", "msr_bitmap", "reports_io_instruction", "vmreads_per_exit",
           "service_os_is_hardware_guest"});
  profile_properties all;
  all.nested_paging = in.boolean("nested_paging");
  constexpr std::uint32_t page_fault = 1u << 14;
  all.exception_bitmap = static_cast<std::uint32_t>(in.integer("exception_bitmap", 0, 0xffff'ffff));
  if (!all.nested_paging && !(all.exception_bitmap & page_fault))
    in.fail("exception_bitmap", "leaves page faults (bit 14, 0x4000) out",
            "a monitor with shadow page tables has to see them");
  all.msr_bitmap = in.boolean("msr_bitmap");
  all.reports_io_instruction = in.boolean("reports_io_instruction");
  all.vmreads_per_exit = static_cast<std::uint32_t>(in.integer("vmreads_per_exit", 1, 1000));
  all.service_os_is_hardware_guest = in.boolean("service_os_is_hardware_guest");
  return all;
}

}  // namespace

cost_profile cost_profile::load(const std::filesystem::path& path, const profile_finder& find) {
  const toml::table parsed = read_profile(path, find);
  const table_reader file{parsed, path.string()};
  file.only({"profile", "steps", "latencies", "instructions", "properties", "memory"});
  cost_profile profile;

  const table_reader about = file.table("profile");
  about.only({"name", "description", "clock_hz", "based_on", "estimates_from"});
  profile.file_ = path.string();
  profile.name_ = about.text("name");
  profile.description_ = about.text("description");
  profile.clock_hz_ = about.integer("clock_hz", 1'000'000, most_hz);

  const table_reader steps = file.table("steps");
  std::vector<std::string> names;
  for (std::size_t i = 0; i < step_count; ++i) names.emplace_back(name_of(static_cast<step>(i)));
  steps.only(names);
  for (std::size_t i = 0; i < step_count; ++i) profile.steps_[i] = read_step(steps.table(names[i]));

  profile.latencies_ = read_latencies(file.table("latencies"));
  profile.instructions_ = read_instructions(file.table("instructions"));
  profile.properties_ = read_properties(file.table("properties"));
  if (const auto memory = file.table_if("memory")) profile.memory_ = read_memory_costs(*memory);
  return profile;
}

}  // namespace trapline
