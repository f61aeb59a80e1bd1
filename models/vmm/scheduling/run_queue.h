/// Domains that wait for a processor, in the order in which they will get one: boosted ones stand in front,
/// then those that hold a turn.
#pragma once

#include <vector>

#include "models/vmm/scheduling/domain.h"

namespace trapline::vmm {

class run_queue {
 public:
  /// Behind the last of its own kind.
  void add(domain& d) {
    add_before(d, [&d](const domain* q) { return d.goes_before(*q); });
  }
  /// Before the first of its own kind.
  void add_first(domain& d) {
    add_before(d, [&d](const domain* q) { return !q->goes_before(d); });
  }
  /// It waits no longer; an answer that it had waited for gives it no turn any more.
  void withdraw(domain&);
  /// Takes the first one that may use the processor; null if there is none.
  domain* take(std::size_t cpu) {
    const auto found = first_for(cpu);
    if (found == queue_.end()) return nullptr;
    domain* const d = *found;
    queue_.erase(found);
    return d;
  }
  /// The same, which stays.
  domain* first(std::size_t cpu) const {
    const auto found = first_for(cpu);
    return found == queue_.end() ? nullptr : *found;
  }

 private:
  std::vector<domain*>::const_iterator first_for(std::size_t cpu) const {
    auto found = queue_.begin();
    while (found != queue_.end() && !(*found)->may_use(cpu)) ++found;
    return found;
  }
  template <class Stands>
  void add_before(domain& d, Stands stands_before) {
    auto place = queue_.begin();
    while (place != queue_.end() && !stands_before(*place)) ++place;
    queue_.insert(place, &d);
  }

  std::vector<domain*> queue_;
};

}  // namespace trapline::vmm
