/// A piece of work in the operating system that owns the devices: a request of a virtual machine, an
/// interrupt for a driver, a timer of the device models.
#pragma once

#include <optional>

#include "models/processor/step_meter.h"
#include "models/vmm/exits/monitor_paths.h"

namespace trapline::vmm {

class device_os;

class work {
 public:
  virtual ~work() = default;
  /// Does it, on a processor that runs this system, spending what it takes.
  virtual void run(processor::physical_processor&, device_os&) = 0;
  /// Whoever submits it next says which steps have led to it; those of a piece that is queued already stay.
  void led_by(const processor::step_meter& m) {
    if (!led_by_) led_by_ = m;
  }

 protected:
  /// A meter for this turn, which goes on from the steps that have led to it: the time that the work
  /// waited is a queue step.
  processor::step_meter begin(const processor::physical_processor& cpu) {
    processor::step_meter m;
    m.open(cpu);
    if (led_by_) m = *led_by_;
    led_by_.reset();
    m.account_for(cpu, work_waits);
    return m;
  }

 private:
  friend class device_os;
  bool queued_ = false;
  std::optional<processor::step_meter> led_by_;
};

}  // namespace trapline::vmm
