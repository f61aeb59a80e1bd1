/// Fills an access record while the operation happens: draws each step's cost, spends it on the
/// processor that executes the step, and turns the time in which nobody worked on the operation into
/// a step of its own.
#pragma once

#include <initializer_list>

#include "models/costs/cost_sampler.h"
#include "models/processor/processor.h"
#include "sim/statistics/access_record.h"

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
    const cycles c = costs.draw(what, cpu.index());
    cpu.spend(to, c);
    record_.add(in, what, c);
  }
  /// Several steps of one block, one after the other.
  void charge(physical_processor& cpu, cost_sampler& costs, block in, std::initializer_list<step> steps) {
    cycles all;
    for (const step what : steps) {
      const cycles c = costs.draw(what, cpu.index());
      record_.add(in, what, c);
      all += c;
    }
    cpu.spend(account::monitor, all);
  }
  /// Whatever passed since the last step, which the processor has spent on something else, is this step.
  void account_for(const physical_processor& cpu, block in, step what) {
    wait_until(cpu.now_cycles(), in, what);
  }
  /// The same for steps that were measured elsewhere and belong to this operation too.
  void include(const charged_step& s) { record_.add(s.in, s.what, s.took); }

  /// Goes on with those steps of another meter that lie behind what this one covers; what lies between
  /// the two is the step `gap`.
  void continue_with(const step_meter& other, block gap_in, step gap) {
    wait_until(other.began_, gap_in, gap);
    cycles at = other.began_;
    for (const charged_step& s : other.record_.steps()) {
      const cycles here = end();
      at += s.took;
      if (at > here) record_.add(s.in, s.what, at - here);
    }
  }
  /// What lies between its last step and `when`, if anything, is this step.
  void wait_until(cycles when, block in, step what) {
    if (when > end()) record_.add(in, what, when - end());
  }

  const access_record& record() const { return record_; }
  cycles began() const { return began_; }
  cycles end() const { return began_ + record_.total(); }

 private:
  access_record record_;
  cycles began_;
};

}  // namespace trapline::processor
