#include "platform/exploration/point_metrics.h"

#include <algorithm>
#include <map>

#include "platform/devices/device_kind.h"

namespace trapline::exploration {
namespace {

double mean(std::uint64_t total, std::uint64_t count) {
  return static_cast<double>(total) / static_cast<double>(count);
}

struct sums {
  std::uint64_t count = 0, total = 0;
  void add(const cycle_figures& f) {
    count += f.count;
    total += f.total;
  }
};

class collector {
 public:
  void add(const std::string& name, double value) { all_.emplace_back(name, value); }
  void add(const std::string& name, std::uint64_t value) { add(name, static_cast<double>(value)); }
  void add_mean(const std::string& name, const sums& s) {
    if (s.count > 0) add(name, mean(s.total, s.count));
  }
  metrics take() { return std::move(all_); }

 private:
  metrics all_;
};

void add_accesses(collector& into, const results& r) {
  std::map<std::string, sums> by_device;
  for (const path_result& p : r.paths) by_device[p.device].add(p.took);
  for (const auto& [device, s] : by_device) {
    into.add(device + "_accesses_count", s.count);
    into.add_mean(device + "_access_mean_cycles", s);
    into.add(device + "_access_total_cycles", s.total);
  }
}

void add_exits(collector& into, const results& r) {
  sums all;
  for (const exit_result& e : r.exits) all.add(e.took);
  into.add("exits_count", all.count);
  into.add_mean("exit_mean_cycles", all);
}

struct interrupt_sums {
  std::uint64_t raised = 0, delivered = 0, merged = 0, dropped = 0, worst_p99 = 0;
  std::int64_t worst_drift = 0;
  sums to_handler;
};

void add_interrupts(collector& into, const results& r) {
  std::map<std::string, interrupt_sums> by_source;
  for (const interrupt_result& i : r.interrupts) {
    interrupt_sums& s = by_source[i.source];
    s.raised += i.raised;
    s.delivered += i.delivered;
    s.merged += i.merged;
    s.dropped += i.dropped;
    s.worst_p99 = std::max(s.worst_p99, i.to_handler.p99);
    if (std::abs(i.drift_ns) > std::abs(s.worst_drift)) s.worst_drift = i.drift_ns;
    s.to_handler.add(i.to_handler);
  }
  for (const auto& [source, s] : by_source) {
    into.add(source + "_raised_count", s.raised);
    into.add(source + "_delivered_count", s.delivered);
    into.add(source + "_merged_count", s.merged);
    into.add(source + "_dropped_count", s.dropped);
    into.add_mean(source + "_to_handler_mean_cycles", s.to_handler);
    if (s.to_handler.count > 0) into.add(source + "_to_handler_p99_cycles", s.worst_p99);
    into.add(source + "_drift_ns", static_cast<double>(s.worst_drift));
  }
}

/// Frames and samples of all machines together.
void add_cards(collector& into, const results& r) {
  std::optional<network_result> network;
  std::optional<sound_result> sound;
  for (const vm_result& vm : r.vms) {
    if (vm.network) {
      network_result& n = network ? *network : network.emplace();
      n.sent += vm.network->sent;
      n.received += vm.network->received;
      n.missed += vm.network->missed;
      n.lost += vm.network->lost;
    }
    if (vm.sound) {
      sound_result& s = sound ? *sound : sound.emplace();
      s.played += vm.sound->played;
      s.starved += vm.sound->starved;
      s.late += vm.sound->late;
    }
  }
  if (network) {
    into.add("network_sent_count", network->sent);
    into.add("network_received_count", network->received);
    into.add("network_missed_count", network->missed);
    into.add("network_lost_count", network->lost);
  }
  if (sound) {
    into.add("sound_played_count", sound->played);
    into.add("sound_starved_count", sound->starved);
    into.add("sound_late_count", sound->late);
  }
}

void add_processors(collector& into, const results& r) {
  processor_result all;
  for (const processor_result& p : r.processors) {
    all.guest += p.guest;
    all.monitor += p.monitor;
    all.service_os += p.service_os;
    all.idle += p.idle;
  }
  into.add("guest_cycles", all.guest);
  into.add("monitor_cycles", all.monitor);
  into.add("service_os_cycles", all.service_os);
  into.add("idle_cycles", all.idle);
}

std::uint64_t near_bytes(const scenario& s) {
  std::uint64_t sum = 0;
  for (const auto& [device, at] : s.vms.front().places)
    if (at == place::hypervisor || at == place::kernel) sum += model_bytes(device);
  return sum;
}

}  // namespace

work_time work_of(const results& r) {
  const bool any = std::ranges::any_of(r.vms, [](const vm_result& vm) { return vm.region.has_value(); });
  work_time all;
  for (const vm_result& vm : r.vms) {
    if (any && !vm.region) continue;
    const std::uint64_t begin = vm.region ? vm.region->begin_ns : 0;
    const std::uint64_t end = vm.region && vm.region->end_ns ? *vm.region->end_ns : r.time_ns;
    all.sum_ns += static_cast<double>(end - begin);
    ++all.vms;
  }
  return all;
}

double awake_ns_of(const results& r, const scenario& s) {
  const bool last_is_apart = s.service_os.processor == service_processor::own && r.processors.size() > 1;
  const std::size_t with_guests = r.processors.size() - (last_is_apart ? 1 : 0);
  double idle = 0, all = 0;
  for (std::size_t i = 0; i < with_guests; ++i) {
    idle += static_cast<double>(r.processors[i].idle);
    all += static_cast<double>(r.processors[i].total);
  }
  return static_cast<double>(r.time_ns) * (all > 0 ? 1 - idle / all : 1);
}

metrics metrics_of(const results& r, const scenario& s) {
  collector all;
  all.add("work_ns", work_of(r).mean_ns());
  all.add("awake_ns", awake_ns_of(r, s));
  all.add("simulated_ns", r.time_ns);
  all.add("instructions_count", r.instructions);
  add_accesses(all, r);
  add_exits(all, r);
  add_interrupts(all, r);
  add_cards(all, r);
  add_processors(all, r);
  all.add("near_models_bytes", near_bytes(s));
  return all.take();
}

}  // namespace trapline::exploration
