/// Fills an access record while the operation happens: draws each step's cost, spends it on the
/// processor that executes the step, and turns the time in which nobody worked on the operation into
/// a step of its own.
#pragma once

#include <utility>

#include "models/costs/cost_sampler.h"
#include "models/costs/path.h"
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

  /// @param in the block of steps that belong to whatever they happen in.
  void charge(physical_processor& cpu, cost_sampler& costs, const path_part& part,
              block in = where_it_happens) {
    if (costs.certain() && !cpu.is_heard()) return charge_at_once(cpu, costs, part, in);
    const std::size_t processor = cpu.index();
    for (const path_step& s : part.steps) {
      const cycles c = costs.draw(s.what, processor);
      cpu.spend(s.by, c);
      record_.add(s.in == where_it_happens ? in : s.in, s.what, c, s.by);
    }
  }
  /// The same for something that is done `times` times in a row: one draw, so many times as long.
  void charge_times(physical_processor& cpu, cost_sampler& costs, const path_part& part,
                    std::uint64_t times) {
    for (const path_step& s : part.steps) {
      const cycles c{costs.draw(s.what, cpu.index()).count() * times};
      cpu.spend(s.by, c);
      record_.add(s.in, s.what, c, s.by);
    }
  }
  /// Whatever passed since the last step, which the processor has spent on something else, is this step.
  /// @param part of one step.
  void account_for(const physical_processor& cpu, const path_part& part) {
    wait_until(cpu.now_cycles(), part);
  }
  /// A step that was measured elsewhere and belongs to this operation too.
  void include(const charged_step& s) { record_.add(s.in, s.what, s.took, s.by); }
  void include(const path_part& part, cycles took) {
    const path_step& s = *part.steps.begin();
    include({s.in, s.what, took, s.by});
  }

  /// Goes on with those steps of another meter that lie behind what this one covers; what lies between
  /// the two is the step `gap`.
  void continue_with(const step_meter& other, const path_part& gap) {
    wait_until(other.began_, gap);
    cycles at = other.began_;
    for (const charged_step& s : other.record_.steps()) {
      const cycles here = end();
      at += s.took;
      if (at > here) record_.add(s.in, s.what, at - here, s.by);
    }
  }
  /// What lies between its last step and `when`, if anything, is this step.
  void wait_until(cycles when, const path_part& part) {
    if (when > end()) include(part, when - end());
  }

  const access_record& record() const { return record_; }
  cycles began() const { return began_; }
  cycles end() const { return began_ + record_.total(); }

 private:
  /// Where nothing is drawn and nobody hears of each step.
  void charge_at_once(physical_processor& cpu, const cost_sampler& costs, const path_part& part, block in) {
    cycles together;
    account by = part.steps.begin()->by;
    for (const path_step& s : part.steps) {
      if (s.by != by) cpu.spend(std::exchange(by, s.by), std::exchange(together, {}));
      const cycles c = costs.mean(s.what);
      together += c;
      record_.add(s.in == where_it_happens ? in : s.in, s.what, c, s.by);
    }
    cpu.spend(by, together);
  }

  access_record record_;
  cycles began_;
};

}  // namespace trapline::processor
