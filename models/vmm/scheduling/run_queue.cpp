#include "models/vmm/scheduling/run_queue.h"

namespace trapline::vmm {

void run_queue::withdraw(domain& d) {
  std::erase(queue_, &d);
  d.now = domain::state::blocked;
  d.holds_turn = d.awaits_answer = false;
}

}  // namespace trapline::vmm
