#include <algorithm>
#include <utility>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

namespace {
constexpr std::uint64_t no_block = 0xffff'ffff;
}

void core_state::budget_spent() {
  const auto block =
      static_cast<cost_arena::block>(std::exchange(field<std::uint64_t>(release_->block), no_block));
  time.grant_until(deadline);
  if (!arena.holds(block)) {
    // Asked for by something else: a stop, an interrupt, or an exception that took the rest of the time.
    const bool by_delivery = std::exchange(delivery_spent, false);
    if (!by_delivery || time.left() != 0 || deadline <= reached) return;
    reached = deadline;
    client.deadline_reached();
    overrun = deadline <= reached;
    return;
  }
  const auto all = arena.of(block);
  const ticks left = time.left();
  if (all.back().cost_up_to <= left) return;
  const auto fitting =
      std::upper_bound(all.begin(), all.end(), left,
                       [](ticks t, const cost_arena::instruction& i) { return t < i.cost_up_to; });
  if (fitting != all.begin()) {
    next_block_limit() = static_cast<std::uint32_t>(fitting - all.begin());
    return;
  }
  if (deadline <= reached && overrun) {
    overrun = false;
    time.grant_only(all.front().cost_up_to);
    next_block_limit() = 1;
    return;
  }
  reached = deadline;
  client.deadline_reached();
  overrun = deadline <= reached;
}

}  // namespace trapline::engine
