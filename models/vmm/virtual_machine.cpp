#include "models/vmm/virtual_machine.h"

namespace trapline::vmm {

virtual_machine::virtual_machine(std::string name, std::unique_ptr<processor::guest_memory> memory,
                                 run_statistics& statistics, const location& near_place,
                                 const location& far_place, const std::string& injection,
                                 clock_domain cpu_clock, good_ending ending)
    : near{(name + "_" + near_place.place).c_str(), name, near_place.place, near_place.timers, statistics},
      far{(name + "_" + far_place.place).c_str(), name, far_place.place, far_place.timers, statistics},
      interrupts{statistics, name, injection, cpu_clock},
      fate{std::move(ending)},
      name_{std::move(name)},
      memory_{std::move(memory)} {
  for (const direction d : {direction::in, direction::out}) {
    const auto i = static_cast<std::size_t>(d);
    unclaimed_[i] = &statistics.path({name_, "unclaimed", "none", d});
    video_[i] = &statistics.path({name_, far_place.place, "vga_memory", d});
  }
}

bool virtual_machine::is_near(const ioreq& op) const {
  return op.kind == ioreq_kind::port ? near.has(static_cast<std::uint16_t>(op.address)) : video_is_near;
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
  if (near.has(port)) return near.statistics(port, d);
  if (far.has(port)) return far.statistics(port, d);
  return *unclaimed_[static_cast<std::size_t>(d)];
}

void virtual_machine::count(const ioreq& op, const access_record& record) { counts_of(op).accesses.fold(record); }

}  // namespace trapline::vmm
