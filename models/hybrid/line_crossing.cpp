#include "models/hybrid/line_crossing.h"

#include "models/hybrid/service_os.h"

namespace trapline::hybrid {

void line_to_service_os::tell(devices::line_sink& at_end, bool high, instant at) {
  at_end_ = &at_end;
  levels_.push_back(high);
  if (const processor::step_meter* by = os_.at_work().steps()) led_by(*by);
  os_.submit(*this, at);
}

void line_to_service_os::run(processor::physical_processor& cpu, vmm::device_os& os) {
  processor::step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  os.charge_process(m, cpu, owner_);
  os.call_models(m, cpu, [&] {
    for (; !levels_.empty(); levels_.pop_front()) at_end_->set_level(levels_.front(), cpu.now());
  });
}

}  // namespace trapline::hybrid
