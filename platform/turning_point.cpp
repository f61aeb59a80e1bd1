#include "platform/turning_point.h"

#include <algorithm>
#include <systemc>
#include <utility>

namespace trapline {

turning_point::turning_point(const scenario& first, std::optional<standing_point> stand, platform& machine)
    : current_{&first, [](const scenario*) {}}, stand_{std::move(stand)}, machine_{machine} {
  if (stand_ && !stand_->at) machine_.expect_changes();
  announce();
}

void turning_point::count_from(instant origin) {
  origin_ = origin;
  announce();
}

void turning_point::announce() { machine_.order().set_limit(std::min(next(), limit())); }

void turning_point::region_began(instant at) {
  if (!stand_ || stand_->at) return;
  stand_->at = instant{} + duration::ns(at.nanoseconds() + 1);
  announce();
  sc_core::sc_pause();
}

bool turning_point::pass(instant now) {
  if (next() > now) return true;
  const auto there = std::exchange(stand_, std::nullopt)->there;
  std::shared_ptr<const scenario> after = there(now);
  if (after == nullptr) return false;
  machine_.adopt(*current_, *after, now);
  current_ = std::move(after);
  announce();
  return true;
}

}  // namespace trapline
