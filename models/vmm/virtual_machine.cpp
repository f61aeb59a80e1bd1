#include "models/vmm/virtual_machine.h"

namespace trapline::vmm {

virtual_machine::virtual_machine(std::string name, std::unique_ptr<processor::guest_memory> memory,
                                 run_statistics& statistics, const std::vector<location>& places,
                                 const std::string& injection, clock_domain cpu_clock, good_ending ending,
                                 current_operation& at_work)
    : hosts{hosts_in(name, places, statistics)},
      near{hosts.front()},
      far{hosts.back()},
      interrupts{statistics, name, injection, cpu_clock},
      fate{std::move(ending)},
      name_{std::move(name)},
      at_work_{at_work},
      memory_{std::move(memory)} {
  for (const direction d : {direction::in, direction::out})
    unclaimed_[static_cast<std::size_t>(d)] = &statistics.path({name_, "unclaimed", "none", d});
}

void virtual_machine::place_video(memory_model& memory, model_host& host) {
  video_ = &memory;
  video_host_ = &host;
  for (const direction d : {direction::in, direction::out})
    video_counts_[static_cast<std::size_t>(d)] = &host.statistics_of_memory("vga_memory", d);
}

std::deque<model_host> virtual_machine::hosts_in(const std::string& name, const std::vector<location>& places,
                                                 run_statistics& statistics) {
  std::deque<model_host> all;
  for (const location& l : places)
    all.emplace_back((name + "_" + l.place).c_str(), name, l.place, l.timers, statistics);
  return all;
}

model_host& virtual_machine::host_of(const ioreq& op) {
  if (op.kind == ioreq_kind::memory) return video_host_ == nullptr ? far : *video_host_;
  for (model_host& h : hosts)
    if (h.has(static_cast<std::uint16_t>(op.address))) return h;
  return far;
}

std::uint64_t virtual_machine::answer(model_host& host, const ioreq& op, const processor::step_meter& m,
                                      instant now) {
  const current_operation::scope working{at_work_, m};
  if (op.kind == ioreq_kind::memory) {
    if (video_ == nullptr) return ~std::uint64_t{0};
    if (op.is_read) return video_->read(op.address, op.width, now);
    video_->write(op.address, op.width, op.data, now);
    return 0;
  }
  const auto port = static_cast<std::uint16_t>(op.address);
  if (op.is_read) return host.read(port, op.width, now);
  host.write(port, op.width, static_cast<std::uint32_t>(op.data), now);
  return 0;
}

int virtual_machine::acknowledge(const processor::step_meter& m, instant now) {
  const current_operation::scope working{at_work_, m};
  return controller->acknowledge(now);
}

path_statistics& virtual_machine::counts_of(const ioreq& op, model_host& host) {
  const direction d = op.is_read ? direction::in : direction::out;
  const auto i = static_cast<std::size_t>(d);
  if (op.kind == ioreq_kind::memory) return *(video_ == nullptr ? unclaimed_ : video_counts_)[i];
  const auto port = static_cast<std::uint16_t>(op.address);
  return host.has(port) ? host.statistics(port, d) : *unclaimed_[i];
}

void virtual_machine::count(const ioreq& op, model_host& host, const access_record& record) {
  counts_of(op, host).accesses.fold(record);
}

}  // namespace trapline::vmm
