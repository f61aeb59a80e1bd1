#include "platform/exploration/device_shares.h"

#include <algorithm>
#include <map>

#include "models/costs/path_costs.h"
#include "models/hosted/paths.h"
#include "models/hybrid/paths.h"
#include "models/vmm/board/counted_name.h"
#include "platform/exploration/point_metrics.h"

namespace trapline::exploration {
namespace {

struct near_costs {
  double access = 0, interrupt = 0;
};

near_costs near_costs_of(const scenario& s) {
  const auto tables = s.kind == platform_kind::hybrid ? hybrid::paths::tables() : hosted::paths::tables();
  const auto interrupt = std::ranges::find(tables, "3", &path_table::figure);
  return {static_cast<double>(certain_cycles(tables.front(), s.profile)),
          static_cast<double>(certain_cycles(*interrupt, s.profile))};
}

double cycles_at_work(const std::vector<step_figures>& steps) {
  double all = 0;
  for (const step_figures& s : steps)
    if (s.what != "queue" && s.what != "handler") all += static_cast<double>(s.total);
  return all;
}

}  // namespace

place near_place(platform_kind kind) {
  return kind == platform_kind::hybrid ? place::hypervisor : place::kernel;
}
place far_place(platform_kind kind) {
  return kind == platform_kind::hybrid ? place::service_os : place::user;
}

double work_ns_of(const results& r, const scenario& s) {
  const bool marked = std::ranges::any_of(r.vms, [](const vm_result& vm) { return vm.region.has_value(); });
  return marked ? work_of(r).mean_ns() : awake_ns_of(r, s);
}

double device_shares::at_stake(const device_share& d) const {
  double cycles = d.access_gain + d.interrupt_gain;
  if (d.device == ties.interrupt_controller)
    for (const device_share& other : devices) cycles += other.interrupt_gain;
  return cycles / work_cycles;
}

device_shares shares_of(const results& r, const scenario& s) {
  const near_costs near = near_costs_of(s);
  std::map<std::string, device_share> by_device;
  for (const auto& [device, at] : s.vms.front().places) by_device[device].device = device;
  for (const path_result& p : r.paths) {
    const auto found = by_device.find(vmm::device_counted_as(p.device));
    if (found == by_device.end()) continue;
    device_share& d = found->second;
    d.accesses += p.took.count;
    d.access_cycles += static_cast<double>(p.took.total);
    if (p.path == name_of(far_place(s.kind)))
      d.access_gain += static_cast<double>(p.took.total) - static_cast<double>(p.took.count) * near.access;
  }
  for (const interrupt_result& i : r.interrupts) {
    const auto found = by_device.find(i.source);
    if (found == by_device.end()) continue;
    device_share& d = found->second;
    const double cycles = cycles_at_work(i.to_handler_steps);
    d.interrupts += i.delivered;
    d.interrupt_cycles += cycles;
    d.interrupt_gain += std::max(0.0, cycles - static_cast<double>(i.to_handler.count) * near.interrupt);
  }
  device_shares all;
  all.ties = ties_between(s.vms.front().with);
  const std::size_t machines = std::max<std::size_t>(1, work_of(r).vms);
  all.work_cycles =
      work_ns_of(r, s) * static_cast<double>(machines) * static_cast<double>(s.profile.clock_hz()) / 1e9;
  for (auto& [name, d] : by_device) all.devices.push_back(std::move(d));
  return all;
}

}  // namespace trapline::exploration
