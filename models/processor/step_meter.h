/// Fills an access record while the operation happens: draws each step's cost, spends it on the
/// processor that executes the step, and turns the time in which nobody worked on the operation into
/// a step of its own.
#pragma once

#include <initializer_list>

#include "models/processor/processor.h"
#include "sim/access_record.h"
#include "sim/cost_sampler.h"

namespace trapline::processor {

class step_meter {
 public:
  /// Begins at the processor's present cycle.
  void open(const physical_processor& cpu) { open_at(cpu.now_cycles()); }
  /// Begins at a cycle that may be past: an interrupt's pin.
  void open_at(cycles when) {
    record_.clear();
    began_ = when;
  }

  void charge(physical_processor& cpu, cost_sampler& costs, block in, step what,
              account to = account::monitor) {
    const cycles c = costs.draw(what);
    cpu.spend(to, c);
    record_.add(in, what, c);
  }
  /// Several steps of one block, one after the other.
  void charge(physical_processor& cpu, cost_sampler& costs, block in, std::initializer_list<step> steps) {
    cycles all;
    for (const step what : steps) {
      const cycles c = costs.draw(what);
      record_.add(in, what, c);
      all += c;
    }
    cpu.spend(account::monitor, all);
  }
  /// Whatever passed since the last step, which the processor has spent on something else, is this step.
  void account_for(const physical_processor& cpu, block in, step what) {
    const cycles covered = began_ + record_.total();
    const cycles here = cpu.now_cycles();
    if (here > covered) record_.add(in, what, here - covered);
  }
  /// The same for steps that were measured elsewhere and belong to this operation too.
  void include(const charged_step& s) { record_.add(s.in, s.what, s.took); }

  const access_record& record() const { return record_; }
  cycles began() const { return began_; }

 private:
  access_record record_;
  cycles began_;
};

}  // namespace trapline::processor
