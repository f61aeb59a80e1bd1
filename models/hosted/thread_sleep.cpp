#include "models/hosted/thread_sleep.h"

#include "models/hosted/paths.h"

namespace trapline::hosted {

using processor::physical_processor;
using processor::step_meter;

thread_sleep::thread_sleep(const vmm::halt_poll_settings& s, cost_sampler& costs, records& r,
                           const std::string& vm)
    : polling_{s},
      costs_{costs},
      records_{r},
      polls_{r.statistics().exit(vm, "halt_poll")},
      wake_ups_{r.statistics().exit(vm, "wake_up")} {}

instant thread_sleep::begin(const physical_processor& cpu) {
  halted_ = true;
  since_ = cpu.now();
  poll_.open(cpu);
  return since_ + polling_.length();
}

void thread_sleep::polled(const physical_processor& cpu) {
  poll_.account_for(cpu, paths::halt_poll);
  records_.close(closed_exit{polls_, poll_.record(), poll_.began()});
}

void thread_sleep::end(step_meter& m, physical_processor& cpu, bool still_polling) {
  if (!halted_) return;
  halted_ = false;
  if (!still_polling) {
    step_meter waking;
    waking.open(cpu);
    waking.charge(cpu, costs_, paths::wake_thread);
    m.continue_with(waking, vmm::wait_for_processor);
    records_.close(closed_exit{wake_ups_, waking.record(), waking.began()});
  }
  polling_.waited(cpu.now() - since_);
}

}  // namespace trapline::hosted
