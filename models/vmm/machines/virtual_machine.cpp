#include "models/vmm/machines/virtual_machine.h"

#include <algorithm>

namespace trapline::vmm {

namespace {

std::deque<model_host> hosts_in(const std::vector<virtual_machine::location>& places, const void* owner) {
  std::deque<model_host> all;
  for (const virtual_machine::location& l : places)
    all.emplace_back(
        l.at, all.empty(), [&timers = l.timers](const std::string&) -> bus::wakeup& { return timers.add(); },
        &l.way, owner);
  return all;
}

}  // namespace

virtual_machine::virtual_machine(std::string name, std::unique_ptr<processor::guest_memory> memory,
                                 records& room, const std::vector<location>& places,
                                 const std::string& injection, clock_domain cpu_clock, good_ending ending,
                                 current_operation& at_work)
    : hosts{hosts_in(places, this)},
      near{hosts.front()},
      far{hosts.back()},
      interrupts{room, name, injection, cpu_clock},
      devices{name, "", &room.statistics(), &time},
      fate{std::move(ending)},
      name_{std::move(name)},
      at_work_{at_work},
      memory_{std::move(memory)} {
  for (const location& l : places) l.timers.owned_by(this);
  for (const direction d : {direction::in, direction::out})
    unclaimed_[static_cast<std::size_t>(d)] = &room.statistics().path({name_, "unclaimed", "none", d});
}

model_host& virtual_machine::host(place at) { return *std::ranges::find(hosts, at, &model_host::at); }

std::uint64_t virtual_machine::answer(model_host& host, const ioreq& op, const processor::step_meter& m,
                                      instant now) {
  const current_operation::scope working{at_work_, m};
  if (op.is_read) return host.way().read(devices.bus(), space_of(op), op.address, op.width, now);
  host.way().write(devices.bus(), space_of(op), op.address, op.width, op.data, now);
  return 0;
}

int virtual_machine::acknowledge(const processor::step_meter& m, instant now) {
  const current_operation::scope working{at_work_, m};
  return devices.controller().acknowledge(now);
}

}  // namespace trapline::vmm
