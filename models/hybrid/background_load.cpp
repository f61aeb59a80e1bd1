#include "models/hybrid/background_load.h"

#include "models/hybrid/paths.h"
#include "models/hybrid/service_os.h"

namespace trapline::hybrid {

using processor::account;

background_load::background_load(service_os& os, bus::wakeup& timer, records& room, clock_domain clock)
    : os_{os},
      clock_{clock},
      timer_{timer},
      room_{room},
      counts_{room.statistics().path({"service_os", "service_os", "background", direction::in})} {}

void background_load::come(std::unique_ptr<arrival_process> arrivals, instant now) {
  arrivals_ = std::move(arrivals);
  timer_.call_at(arrivals_ == nullptr ? instant::never() : now + arrivals_->gap(), *this);
}

void background_load::wake(instant at) {
  if (done_.empty()) done_.push_back(&pieces_.emplace_back(*this));
  piece& p = *done_.back();
  done_.pop_back();
  p.meter.open_at(clock_.edge_not_before(at));
  if (const processor::step_meter* announcing = os_.at_work().steps())
    p.meter.continue_with(*announcing, paths::wait_for_service_os);
  os_.submit(p, at);
  timer_.call_at(at + arrivals_->gap(), *this);
}

void background_load::piece::run(processor::physical_processor& cpu, vmm::device_os& os) {
  meter.account_for(cpu, paths::wait_for_service_os);
  os.charge_entry(meter, cpu);
  os.charge_process(meter, cpu, &load_);
  const cycles length = cpu.clock().covering(service_time);
  cpu.spend(account::service_os, length);
  meter.include(paths::answer_there, length);
  load_.room_.close(closed_access{load_.counts_, meter.record(), meter.began()});
  load_.done_.push_back(this);
}

}  // namespace trapline::hybrid
