#include "models/hybrid/line_crossing.h"

#include "models/hybrid/service_os.h"

namespace trapline::hybrid {

void line_to_hypervisor::set_level(bool high, instant at) {
  if (high) os_.owe_call();
  to_.set_level(high, at);
}

void line_to_service_os::set_level(bool high, instant at) {
  levels_.push_back(high);
  os_.submit(*this, at);
}

void line_to_service_os::run(processor::physical_processor& cpu, vmm::device_os& os) {
  processor::step_meter unrecorded;
  unrecorded.open(cpu);
  os.charge_entry(unrecorded, cpu);
  os.charge_process(unrecorded, cpu, this);
  for (; !levels_.empty(); levels_.pop_front()) to_.set_level(levels_.front(), cpu.now());
}

}  // namespace trapline::hybrid
