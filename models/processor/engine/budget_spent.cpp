#include <algorithm>
#include <utility>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

void core_state::block_not_begun(const library::translation_block& block) {
  env->eip = block.pc - block.cs_base;
  const auto all = arena.of(&block);
  time.credit(all.back().cost_up_to, all.size());
  // If it was asked to leave, there is nothing to shorten: what asked comes first.
  if (!leaving()) not_begun = &block;
  requests() |= library::request_attention;
}

void core_state::budget_spent() {
  const library::translation_block* const block = std::exchange(not_begun, nullptr);
  const auto all = arena.of(block);
  time.grant_until(deadline);
  if (all.empty()) {
    // Asked for by something else: a stop, an interrupt, or an exception that took the rest of the time.
    const bool is_due = std::exchange(delivery_spent, false) && time.left() == 0;
    waits.begin_anew(time.now());
    grant();
    if (is_due && std::exchange(deadline_stands, false)) client.deadline_reached();
    return;
  }
  const ticks left = time.left();
  if (all.back().cost_up_to <= left) return waits.look(*block);
  const auto fitting =
      std::upper_bound(all.begin(), all.end(), left,
                       [](ticks t, const cost_arena::instruction& i) { return t < i.cost_up_to; });
  if (fitting != all.begin()) {
    next_block_limit() = static_cast<std::uint32_t>(fitting - all.begin());
    return;
  }
  waits.disturb();
  if (std::exchange(deadline_stands, false)) return client.deadline_reached();
  deadline_stands = true;
  time.grant_only(all.front().cost_up_to);
  next_block_limit() = 1;
}

}  // namespace trapline::engine
