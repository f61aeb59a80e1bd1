/// Where the simulation of this process stands still, so that who asked for it can go on with other settings, in this
/// process and in copies of it that share what has been simulated.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "platform/configuration/scenario.h"

namespace trapline {

struct standing_point {
  /// None: as soon as a guest has marked the beginning of its region of interest.
  std::optional<instant> at;
  /// Called there: no process of the simulation runs, no thread of its own has work.
  /// @return what the settings are from then on (refuse_change() having nothing against it); null to end here.
  std::function<std::shared_ptr<const scenario>(instant)> there;
};

/// A process simulates once: before it does, whoever wants it to stand still says so here.
void stand_still(standing_point);
/// What was asked for; once. For the simulation.
std::optional<standing_point> take_standing_point();

}  // namespace trapline
