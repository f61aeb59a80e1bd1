/// Fills an access record while the operation happens: draws each step's cost, spends it on the
/// processor that executes the step, and turns the time in which nobody worked on the operation into
/// a step of its own. What a beginning of a path comes to is known (known_paths.h): where nothing is drawn, the record
/// is made only of what is not.
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
    known_ = nullptr;
    record_.clear();
    began_ = when;
  }

  /// @param in the block of steps that belong to whatever they happen in.
  void charge(physical_processor& cpu, cost_sampler& costs, const path_part& part,
              block in = where_it_happens) {
    if (!charge_known(cpu, costs, part, nullptr, in)) charge_steps(cpu, costs, part, in);
  }
  /// Two parts that follow each other at once.
  void charge(physical_processor& cpu, cost_sampler& costs, const path_part& part,
              const path_part& and_then) {
    if (charge_known(cpu, costs, part, &and_then, where_it_happens)) return;
    charge_steps(cpu, costs, part, where_it_happens);
    charge_steps(cpu, costs, and_then, where_it_happens);
  }
  /// The same for something that is done `times` times in a row: one draw, so many times as long.
  void charge_times(physical_processor& cpu, cost_sampler& costs, const path_part& part,
                    std::uint64_t times) {
    access_record& record = own();
    for (const path_step& s : part.steps) {
      const cycles c{costs.draw(s.what, cpu.index()).count() * times};
      cpu.spend(s.by, c);
      record.add(s.in, s.what, c, s.by);
    }
  }
  /// Whatever passed since the last step, which the processor has spent on something else, is this step.
  /// @param part of one step.
  void account_for(const physical_processor& cpu, const path_part& part) {
    wait_until(cpu.now_cycles(), part);
  }
  /// A step that was measured elsewhere and belongs to this operation too.
  void include(const charged_step& s) { own().add(s.in, s.what, s.took, s.by); }
  void include(const path_part& part, cycles took) {
    const path_step& s = *part.steps.begin();
    include({s.in, s.what, took, s.by});
  }

  /// Goes on with those steps of another meter that lie behind what this one covers; what lies between
  /// the two is the step `gap`.
  void continue_with(const step_meter& other, const path_part& gap) {
    wait_until(other.began_, gap);
    cycles at = other.began_;
    for (const charged_step& s : other.record().steps()) {
      const cycles here = end();
      at += s.took;
      if (at > here) include({s.in, s.what, at - here, s.by});
    }
  }
  /// What lies between its last step and `when`, if anything, is this step.
  void wait_until(cycles when, const path_part& part) {
    if (when > end()) include(part, when - end());
  }

  const access_record& record() const { return is_all_known() ? known_->steps() : record_; }
  cycles began() const { return began_; }
  cycles end() const { return began_ + record().total(); }

 private:
  bool is_all_known() const { return known_ != nullptr && record_.empty(); }
  /// Where nobody hears of each step. @return whether it was known.
  bool charge_known(physical_processor& cpu, cost_sampler& costs, const path_part& part,
                    const path_part* and_then, block in) {
    if (cpu.is_heard() || (known_ == nullptr && !record_.empty())) return false;
    const known_path* const longer = costs.known(known_, part, and_then, in);
    if (longer == nullptr) return false;
    known_ = longer;
    cpu.spend(longer->by(), costs.certain() ? longer->took() : costs.draw_on(record_, *longer, cpu.index()));
    return true;
  }
  [[gnu::noinline]] void charge_steps(physical_processor& cpu, cost_sampler& costs, const path_part& part,
                                      block in) {
    access_record& record = own();
    const std::size_t processor = cpu.index();
    for (const path_step& s : part.steps) {
      const cycles c = costs.certain() ? costs.mean(s.what) : costs.draw(s.what, processor);
      cpu.spend(s.by, c);
      record.add(s.in == where_it_happens ? in : s.in, s.what, c, s.by);
    }
  }
  /// The steps, to be added to.
  access_record& own() {
    if (is_all_known()) record_ = known_->steps();
    known_ = nullptr;
    return record_;
  }

  const known_path* known_ = nullptr;  ///< the steps are these
  access_record record_;               ///< empty where they take what is known
  cycles began_;
};

}  // namespace trapline::processor
