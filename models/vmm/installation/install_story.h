/// The steps of an installation over its many turns, summed: they follow one another without a gap.
#pragma once

#include <vector>

#include "models/processor/step_meter.h"
#include "sim/statistics/path_statistics.h"

namespace trapline::vmm {

class install_story {
 public:
  void open(cycles at) {
    sums_.clear();
    end_ = at;
  }
  /// What lies between its last step and `when` was spent waiting.
  void wait_until(cycles when, const path_part& part) {
    if (when <= end_) return;
    const path_step& s = *part.steps.begin();
    sum_of(s.in, s.what).add(when - end_, 1);
    end_ = when;
  }
  /// What a meter has measured from where the story is. @param in the block of steps that are none of figure 4's.
  void add(const processor::step_meter& m, block in) {
    constexpr block first = 401, last = 403;
    for (const charged_step& s : m.record().steps())
      sum_of(s.in >= first && s.in <= last ? s.in : in, s.what).add(s.took, 1);
    end_ = m.end();
  }

  /// By block, in the order in which they came.
  std::vector<step_sum> steps() const;

 private:
  step_sum& sum_of(block in, step what) {
    for (step_sum& s : sums_)
      if (s.in == in && s.what == what) return s;
    return sums_.emplace_back(step_sum{in, what, false, 0, cycles{}});
  }

  std::vector<step_sum> sums_;
  cycles end_;
};

}  // namespace trapline::vmm
