#include "platform/configuration/running_changes.h"

#include <algorithm>
#include <array>
#include <vector>

#include "models/vmm/virtual_time/tick_policy.h"
#include "sim/configuration/config_error.h"

namespace trapline {
namespace {

/// "vm.a.place.pit" and "vm.place.pit" as "place.pit"; empty for a key that is no VM's.
std::string_view within_vm(std::string_view key) {
  constexpr std::string_view vm = "vm.";
  if (!key.starts_with(vm)) return {};
  key.remove_prefix(vm.size());
  const std::size_t dot = key.find('.');
  const bool named = dot != key.npos && key.substr(0, dot) != "place" && key.substr(0, dot) != "input";
  return named ? key.substr(dot + 1) : key;
}

constexpr std::array changing{std::string_view{"platform.profile"},
                              std::string_view{"costs.spread"},
                              std::string_view{"service_os.background"},
                              std::string_view{"service_os.background_kind"},
                              std::string_view{"service_os.weight"},
                              std::string_view{"scheduler.policy"},
                              std::string_view{"scheduler.slice"},
                              std::string_view{"seed"},
                              std::string_view{"until"}};
constexpr std::array changing_of_vm{std::string_view{"placement"}, std::string_view{"injection"},
                                    std::string_view{"tick_policy"}, std::string_view{"weight"},
                                    std::string_view{"cap"}};

struct reason {
  std::string_view key, why;
};
constexpr std::array reasons{
    reason{"platform.kind", "the monitor, or none, has started the machine"},
    reason{"platform.rtc", "it is what the clock shows at power-on"},
    reason{"processor.memory_model", "it is a part of how the guest's code is translated"},
    reason{"service_os.processor", "domains are given their processors at power-on"},
    reason{"service_os.processors", "domains are given their processors at power-on"},
    reason{"host.context", "the monitor is loaded into its address space at power-on"},
    reason{"at", "what is to come is known from the start"},
    reason{"quantum", "it changes no result"},
    reason{"name", "it names the whole run"},
    reason{"description", "it describes the whole run"},
    reason{"vms", "the virtual machines are made at power-on"}};
constexpr std::array reasons_of_vm{reason{"processors", "domains are given their processors at power-on"},
                                   reason{"rtc", "it is what the clock shows at power-on"},
                                   reason{"guest", "the guest has been loaded"},
                                   reason{"input", "what is typed is known from the start"}};

template <class Table>
std::string why(const Table& table, std::string_view key, std::string_view otherwise) {
  for (const reason& r : table)
    if (key == r.key || (key.starts_with(r.key) && key[r.key.size()] == '.')) return std::string{r.why};
  return std::string{otherwise};
}

[[noreturn]] void refuse(const std::string& key, const std::string& because, const std::string& right) {
  throw config_error{{}, key, "cannot change while the machine runs: " + because, right};
}

bool same(const latency_cost& a, const latency_cost& b) { return a.time == b.time; }

bool same(const chipset_latencies& a, const chipset_latencies& b) {
  return same(a.memory_controller_hub, b.memory_controller_hub) &&
         same(a.io_controller_hub, b.io_controller_hub) && same(a.lpc_io_read, b.lpc_io_read) &&
         same(a.lpc_io_write, b.lpc_io_write) && same(a.firmware_hub_read, b.firmware_hub_read) &&
         same(a.dram, b.dram);
}

bool same(const std::vector<instruction_cost>& a, const std::vector<instruction_cost>& b) {
  return std::ranges::equal(a, b, [](const instruction_cost& x, const instruction_cost& y) {
    return x.name == y.name && x.sixteenths == y.sixteenths;
  });
}

bool same(const profile_properties& a, const profile_properties& b) {
  return a.nested_paging == b.nested_paging && a.exception_bitmap == b.exception_bitmap &&
         a.msr_bitmap == b.msr_bitmap && a.reports_io_instruction == b.reports_io_instruction &&
         a.vmreads_per_exit == b.vmreads_per_exit &&
         a.service_os_is_hardware_guest == b.service_os_is_hardware_guest;
}

/// What of a profile is the machine itself, which another profile's steps cannot be paid on.
std::optional<std::string> other_machine(const cost_profile& is, const cost_profile& wanted) {
  if (is.clock_hz() != wanted.clock_hz())
    return "the processors' clock is " + std::to_string(is.clock_hz() / 1'000'000) + " MHz, not " +
           std::to_string(wanted.clock_hz() / 1'000'000);
  if (!same(is.latencies(), wanted.latencies())) return "the chipset is another one";
  if (!same(is.instructions(), wanted.instructions())) return "instructions take another time";
  if (!same(is.properties(), wanted.properties())) return "the processors have other properties";
  return std::nullopt;
}

bool stops_time(const vm_settings& vm) { return vmm::tick_policy_named(vm.tick_policy).stops_guest_time(); }

/// Of a policy, why it cannot come or go.
std::optional<std::string> bound_to_power_on(const scenario& is, const scenario& wanted) {
  if (is.scheduler.policy != wanted.scheduler.policy &&
      (is.scheduler.policy == "pinned" || wanted.scheduler.policy == "pinned"))
    return "under \"pinned\" a domain has its processor from power-on";
  for (std::size_t i = 0; i < is.vms.size(); ++i)
    if (stops_time(is.vms[i]) != stops_time(wanted.vms[i]))
      return "guest time that can stop (\"delay_for_missed_ticks\") is kept from power-on";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> why_only_at_power_on(std::string_view key) {
  const std::string_view of_vm = within_vm(key);
  if (of_vm.empty()) {
    if (std::ranges::find(changing, key) != changing.end()) return std::nullopt;
    return why(reasons, key, "the machine is put together at power-on");
  }
  if (of_vm.starts_with("place.") || std::ranges::find(changing_of_vm, of_vm) != changing_of_vm.end())
    return std::nullopt;
  return why(reasons_of_vm, of_vm, "the guest has started with it");
}

void refuse_change(const scenario& running, const scenario& wanted, const std::string& key) {
  if (const auto because = why_only_at_power_on(key))
    refuse(key, *because, "set it for the whole run (a sweep: from = \"start\")");
  if (const auto because = other_machine(running.profile, wanted.profile))
    refuse(key, because.value(),
           "a profile that differs in the cost of steps, or a whole run (a sweep: from = \"start\")");
  if (const auto because = bound_to_power_on(running, wanted))
    refuse(key, because.value(), "a whole run (a sweep: from = \"start\")");
  if (running.kind == platform_kind::native && key != "seed" && key != "until")
    refuse(key, "without a monitor nobody could", "platform.kind = \"hybrid\" or \"hosted\"");
}

}  // namespace trapline
