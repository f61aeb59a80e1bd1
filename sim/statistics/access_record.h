/// One trapped operation from the guest's instruction to its going on: a list of steps that follow
/// one another without gap or overlap, so that their sum is the whole.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "sim/statistics/step.h"
#include "sim/time.h"

namespace trapline {

struct charged_step {
  charged_step() = default;
  charged_step(block where, step which, cycles how_long, account whose = account{})
      : in{where}, what{which}, by{whose}, took{how_long} {}

  block in;
  step what;
  account by;
  cycles took;
};

/// Room for the longest path there is, on the stack: opening and closing one allocates nothing.
class access_record {
 public:
  static constexpr std::size_t capacity = 48;

  /// Steps of the same name in the same block, one after the other, are kept as one. What no longer
  /// fits is added to the last step: the steps tile whatever happens.
  void add(block in, step what, cycles took, account by = account{}) {
    total_ += took;
    const bool same = used_ > 0 && steps_[used_ - 1].what == what && steps_[used_ - 1].in == in;
    if (same || used_ == capacity)
      steps_[used_ - 1].took += took;
    else
      steps_[used_++] = {in, what, took, by};
  }

  /// Empty again, whatever the room holds.
  void clear() {
    used_ = 0;
    total_ = cycles{};
  }

  std::span<const charged_step> steps() const { return {steps_.data(), used_}; }
  cycles total() const { return total_; }

 private:
  std::array<charged_step, capacity> steps_;
  std::size_t used_ = 0;
  cycles total_{};
};

}  // namespace trapline
