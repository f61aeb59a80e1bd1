/// The instant at which a simulation stands still, to go on with other settings (standing_point in
/// platform/configuration/standing_point.h).
///
/// There every processor stands at its last boundary before it, and nothing has been touched at it or later: what
/// changes does so for all at once. To stand still leaves no trace in the results. For a region of interest that begins
/// at M it is the first whole nanosecond after M, so that it can be named.
#pragma once

#include <memory>
#include <optional>

#include "models/processor/processor_order.h"
#include "platform/configuration/scenario.h"
#include "platform/configuration/standing_point.h"
#include "platform/platform.h"

namespace trapline {

class turning_point {
 public:
  /// Tells the platform what is to come.
  turning_point(const scenario& first, std::optional<standing_point>, platform&);

  /// The scenario's times count from this instant.
  void count_from(instant origin);
  /// The limit that the settings have.
  instant limit() const { return origin_ + current_->until; }
  /// What the machine's settings are now.
  const scenario& current() const { return *current_; }
  /// When the machine has to stand still; never() if that is not known, or past.
  instant next() const { return stand_ ? stand_->at.value_or(instant::never()) : instant::never(); }
  /// A guest has begun its region of interest; may be called by a process of the simulation.
  void region_began(instant at);
  /// If the point has come, makes what changes there. @pre the machine stands at `now`.
  /// @return whether the simulation goes on.
  bool pass(instant now);

 private:
  /// Nobody passes the point, nor the end.
  void announce();

  std::shared_ptr<const scenario> current_;
  instant origin_;
  std::optional<standing_point> stand_;
  platform& machine_;
};

}  // namespace trapline
