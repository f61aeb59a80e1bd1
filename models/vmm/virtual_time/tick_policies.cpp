#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "models/vmm/virtual_time/tick_policy.h"

namespace trapline::vmm {

namespace {

/// Every tick is delivered, those that were missed one after the other as fast as the guest takes them.
class deliver_all : public tick_policy {
 public:
  fate missed() const override { return fate::kept; }
  std::optional<duration> pause(duration, std::uint64_t) const override { return duration{}; }
};

/// The same, and guest time stands still meanwhile, to move on with each tick.
class stop_time final : public deliver_all {
 public:
  bool stops_guest_time() const override { return true; }
};

/// Missed ticks become one late tick.
class merge final : public tick_policy {
 public:
  fate missed() const override { return fate::merged; }
};

class drop final : public tick_policy {
 public:
  fate missed() const override { return fate::dropped; }
  bool forgets_absences() const override { return true; }
};

/// Ticks keep their rate; what was missed stays behind.
class stay_behind final : public tick_policy {
 public:
  fate missed() const override { return fate::kept; }
};

/// Ticks come at up to eight times their rate until all are delivered, as QEMU's RTC slews.
class catch_up final : public tick_policy {
 public:
  fate missed() const override { return fate::kept; }
  std::optional<duration> pause(duration period, std::uint64_t kept) const override {
    constexpr std::uint64_t fastest = 8;
    return period / std::min(kept + 1, fastest);
  }
};

const deliver_all all_delivered;
const stop_time time_stopped;
const merge merged;
const drop dropped;
const stay_behind late;
const catch_up caught_up;

const std::array<named_tick_policy, 8> policies{{
    {"delay_for_missed_ticks", time_stopped},
    {"no_delay_for_missed_ticks", all_delivered},
    {"no_missed_ticks_pending", dropped},
    {"one_missed_tick_pending", merged},
    {"delay", late},
    {"catchup", caught_up},
    {"merge", merged},
    {"discard", dropped},
}};

}  // namespace

std::span<const named_tick_policy> tick_policies() { return policies; }

const tick_policy& tick_policy_named(std::string_view name) {
  const auto found = std::ranges::find(policies, name, &named_tick_policy::name);
  if (found == policies.end()) throw std::out_of_range{"no tick policy " + std::string{name}};
  return found->policy;
}

}  // namespace trapline::vmm
