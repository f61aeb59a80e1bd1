#include "models/vmm/virtual_machine.h"

namespace trapline::vmm {

virtual_machine::virtual_machine(std::string name, std::unique_ptr<processor::guest_memory> memory,
                                 run_statistics& statistics, const std::vector<location>& places,
                                 const std::string& injection, clock_domain cpu_clock, good_ending ending)
    : hosts{hosts_in(name, places, statistics)},
      near{hosts.front()},
      far{hosts.back()},
      interrupts{statistics, name, injection, cpu_clock},
      fate{std::move(ending)},
      name_{std::move(name)},
      memory_{std::move(memory)} {
  for (const direction d : {direction::in, direction::out}) {
    const auto i = static_cast<std::size_t>(d);
    unclaimed_[i] = &statistics.path({name_, "unclaimed", "none", d});
    video_[i] = &statistics.path({name_, far.place(), "vga_memory", d});
  }
}

std::deque<model_host> virtual_machine::hosts_in(const std::string& name, const std::vector<location>& places,
                                                 run_statistics& statistics) {
  std::deque<model_host> all;
  for (const location& l : places)
    all.emplace_back((name + "_" + l.place).c_str(), name, l.place, l.timers, statistics);
  return all;
}

model_host& virtual_machine::host_of(const ioreq& op) {
  if (op.kind == ioreq_kind::memory) return video_host == nullptr ? far : *video_host;
  for (model_host& h : hosts)
    if (h.has(static_cast<std::uint16_t>(op.address))) return h;
  return far;
}

std::uint64_t virtual_machine::answer(model_host& host, const ioreq& op, instant now) {
  if (op.kind == ioreq_kind::memory) {
    if (video == nullptr) return ~std::uint64_t{0};
    if (op.is_read) return video->read(op.address, op.width, now);
    video->write(op.address, op.width, op.data, now);
    return 0;
  }
  const auto port = static_cast<std::uint16_t>(op.address);
  if (op.is_read) return host.read(port, op.width, now);
  host.write(port, op.width, static_cast<std::uint32_t>(op.data), now);
  return 0;
}

path_statistics& virtual_machine::counts_of(const ioreq& op) {
  const direction d = op.is_read ? direction::in : direction::out;
  if (op.kind == ioreq_kind::memory) return *video_[static_cast<std::size_t>(d)];
  const auto port = static_cast<std::uint16_t>(op.address);
  model_host& host = host_of(op);
  return host.has(port) ? host.statistics(port, d) : *unclaimed_[static_cast<std::size_t>(d)];
}

void virtual_machine::count(const ioreq& op, const access_record& record) { counts_of(op).accesses.fold(record); }

}  // namespace trapline::vmm
