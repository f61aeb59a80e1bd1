/// What paths come to: the steps from an operation's beginning to each of its parts, put together once, with the mean
/// of each. Going on from one to the next is then a look at who came next the last time, and where costs are drawn, a
/// draw for each step that has come to it.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <vector>

#include "models/costs/path.h"
#include "models/costs/spread.h"
#include "sim/statistics/access_record.h"

namespace trapline {

class cost_sampler;

/// A path from its beginning to behind one of its parts. It stays what it is for as long as costs are drawn.
class known_path {
 public:
  const access_record& steps() const { return steps_; }
  /// Who spends what it is longer by, and how much that is where nothing is drawn.
  account by() const { return by_; }
  cycles took() const { return took_; }
  /// How the costs of what it is longer by spread, step by step.
  std::span<const multiplier_table* const> spreads() const { return spreads_; }

 private:
  friend class known_paths;

  access_record steps_;
  // What it is longer by: one part or two, and what was said of their steps.
  const path_part* part_ = nullptr;
  const path_part* and_then_ = nullptr;
  block in_ = where_it_happens;
  account by_{};
  cycles took_;
  std::vector<const multiplier_table*> spreads_;
  std::size_t parts_ = 0;
  unsigned costs_ = 0;  ///< by which of the costs that there were
  // Those that go on from it: the first, and the others of the one before.
  mutable known_path* longer_ = nullptr;
  known_path* another_ = nullptr;
};

class known_paths {
 public:
  known_paths() = default;
  /// Those of other costs are others.
  known_paths(const known_paths&) {}
  /// From now on by other costs; what was given out stays.
  known_paths& operator=(const known_paths&) {
    first_ = nullptr;
    ++costs_;
    return *this;
  }

  /// The path that goes on from `from` (null: that begins) by this part and, if it is not null, that one; null if
  /// it is not to be known: it began by other costs, who pays for the steps is not one, it repeats a step so that the
  /// two are one, or there are many already.
  /// @param part lasts as long as this.
  const known_path* on(const known_path* from, const path_part& part, const path_part* and_then, block in,
                       const cost_sampler& costs) {
    if (from != nullptr && from->costs_ != costs_) return nullptr;
    known_path* const first = from == nullptr ? first_ : from->longer_;
    for (known_path* p = first; p != nullptr; p = p->another_)
      if (p->part_ == &part && p->and_then_ == and_then && p->in_ == in) return p;
    return learn(from, part, and_then, in, costs);
  }

 private:
  // An operation that repeats a part for ever, page after page, is not worth the room.
  static constexpr std::size_t most_parts = 24, most_paths = 1024;

  const known_path* learn(const known_path* from, const path_part&, const path_part* and_then, block in,
                          const cost_sampler&);

  std::deque<known_path> all_;
  unsigned costs_ = 0;
  known_path* first_ = nullptr;  ///< one of those that begin
};

}  // namespace trapline
