/// What the monitor is at work on at this instant, step by step: so that an interrupt which a device model
/// raises knows what has led to it.
#pragma once

#include "models/processor/step_meter.h"

namespace trapline::vmm {

class current_operation {
 public:
  /// Null while nobody works on anything that is measured.
  const processor::step_meter* steps() const { return steps_; }

  /// A call of a device model on behalf of an operation. Nobody waits within one, so that they nest.
  class scope {
   public:
    scope(current_operation& o, const processor::step_meter& m) : operation_{o}, before_{o.steps_} {
      o.steps_ = &m;
    }
    ~scope() { operation_.steps_ = before_; }
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;

   private:
    current_operation& operation_;
    const processor::step_meter* before_;
  };

 private:
  const processor::step_meter* steps_ = nullptr;
};

}  // namespace trapline::vmm
