/// One trapped operation from the guest's instruction to its going on: a list of steps that follow
/// one another without gap or overlap, so that their sum is the whole.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

#include "sim/statistics/step.h"
#include "sim/time.h"

namespace trapline {

struct charged_step {
  charged_step(block where, step which, cycles how_long, account whose = account{})
      : in{where}, what{which}, by{whose}, took{how_long} {}

  block in;
  step what;
  account by;
  cycles took;

  bool operator==(const charged_step&) const = default;
};

/// Room for the longest path there is, on the stack: opening and closing one allocates nothing, and touches no more
/// of it than the steps that there are.
class access_record {
 public:
  static constexpr std::size_t capacity = 48;

  access_record() {}
  access_record(const access_record& other) { *this = other; }
  access_record& operator=(const access_record& other) {
    used_ = other.used_;
    total_ = other.total_;
    shape_ = other.shape_;
    std::memmove(room_.data(), other.room_.data(), used_ * sizeof(charged_step));
    return *this;
  }

  /// Steps of the same name in the same block, one after the other, are kept as one. What no longer
  /// fits is added to the last step: the steps tile whatever happens.
  void add(block in, step what, cycles took, account by = account{}) {
    total_ += took;
    shape_ = nullptr;
    charged_step* const end = first() + used_;
    const bool same = used_ > 0 && end[-1].what == what && end[-1].in == in;
    if (same || used_ == capacity) {
      end[-1].took += took;
    } else {
      std::construct_at(end, in, what, took, by);
      ++used_;
    }
  }

  /// Goes on until it has the steps of `longer`, which is kept and begins with the steps that there are.
  /// @param took says what each of the others takes, of what it takes there. @return their sum.
  template <class Took>
  cycles go_on_like(const access_record& longer, Took took) {
    cycles all;
    charged_step* to = first() + used_;
    const charged_step* const end = longer.first() + longer.used_;
    for (const charged_step* s = longer.first() + used_; s != end; ++s, ++to) {
      const cycles c = took(s->took);
      std::construct_at(to, *s);
      to->took = c;
      all += c;
    }
    used_ = longer.used_;
    total_ += all;
    shape_ = &longer;
    return all;
  }
  /// Each step by what that of the other one took. @pre both have the steps of one shape.
  void take_longer_by(const access_record& other) {
    charged_step* to = first();
    for (const charged_step& s : other.steps()) to++->took += s.took;
    total_ += other.total_;
  }
  /// The kept record whose steps these are, but for what they took; null if none is known.
  const access_record* shape() const { return shape_; }

  /// It stays as it is, and where it is, for as long as anybody counts: its address is enough to know it by.
  void keep() { kept_ = true; }
  bool kept() const { return kept_; }

  /// Empty again, whatever the room holds.
  void clear() {
    used_ = 0;
    total_ = cycles{};
    shape_ = nullptr;
  }

  bool empty() const { return used_ == 0; }
  std::span<const charged_step> steps() const { return {first(), used_}; }
  cycles total() const { return total_; }
  /// The total is what records of one path differ in, if they do.
  bool operator==(const access_record& other) const {
    return total_ == other.total_ && std::ranges::equal(steps(), other.steps());
  }

 private:
  static_assert(std::is_trivially_copyable_v<charged_step>);
  charged_step* first() { return std::launder(reinterpret_cast<charged_step*>(room_.data())); }
  const charged_step* first() const {
    return std::launder(reinterpret_cast<const charged_step*>(room_.data()));
  }

  // Of steps, but for those that are not in use.
  alignas(charged_step) std::array<std::byte, capacity * sizeof(charged_step)> room_;
  std::size_t used_ = 0;
  cycles total_{};
  const access_record* shape_ = nullptr;
  bool kept_ = false;  ///< which no copy is
};

}  // namespace trapline
