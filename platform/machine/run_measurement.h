/// What a run measures, and which part of it counts: all of it, or the region of interest that a guest marked.
#pragma once

#include <optional>

#include "sim/path_statistics.h"
#include "sim/results.h"

namespace trapline {

class run_measurement {
 public:
  run_statistics& statistics() { return statistics_; }

  /// Everything counts from zero again.
  void region_begins() {
    statistics_.reset();
    region_.reset();
  }
  /// What has been counted is the result; what comes after does not matter.
  void region_ends() { region_.emplace().take(statistics_); }

  /// The paths, exits, interrupts and installs of the region, or of the whole run.
  void report_to(results& r) const {
    if (!region_) return r.take(statistics_);
    r.paths = region_->paths;
    r.exits = region_->exits;
    r.interrupts = region_->interrupts;
    r.installs = region_->installs;
  }

 private:
  run_statistics statistics_;
  std::optional<results> region_;
};

}  // namespace trapline
