/// The sleep of a virtual machine's thread while its guest is halted: how long the host kernel polls before it, and
/// what waking takes. Without it sleeping and waking take no time. The results have both as exits: `halt_poll`, how
/// long was polled each time, and `wake_up`, each time that the thread had slept.
/// A part of the kernel VMM, kernel_vmm.h
/// Not modelled: an interrupt from one processor to another that wakes a thread.
#pragma once

#include "models/costs/cost_sampler.h"
#include "models/processor/step_meter.h"
#include "models/vmm/scheduling/halt_polling.h"
#include "sim/records/records.h"

namespace trapline::hosted {

class thread_sleep {
 public:
  thread_sleep(const vmm::halt_poll_settings&, cost_sampler&, records&, const std::string& vm);

  /// The guest has halted. @return until when its thread polls.
  instant begin(const processor::physical_processor&);
  /// It polls no longer: it has been woken, the time is up, or another thread wants the processor.
  void polled(const processor::physical_processor&);
  /// The thread has a processor again. @param still_polling it did not sleep. @param m what waking takes goes there
  void end(processor::step_meter& m, processor::physical_processor&, bool still_polling);

 private:
  vmm::halt_polling polling_;
  cost_sampler& costs_;
  records& records_;
  exit_statistics& polls_;
  exit_statistics& wake_ups_;
  bool halted_ = false;
  instant since_;
  processor::step_meter poll_;
};

}  // namespace trapline::hosted
