/// What a run measures, and which part of it counts: of each VM all of it, or the region of interest that
/// its guest marked.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "models/costs/step.h"
#include "sim/records/records.h"
#include "sim/results/results.h"
#include "sim/time.h"

namespace trapline {

class run_measurement {
 public:
  records& room() { return room_; }
  run_statistics& statistics() { return room_.statistics(); }

  /// Everything of this VM counts from zero again.
  void region_begins(const std::string& vm, instant at) {
    statistics().reset(vm);
    regions_[vm] = {{at.nanoseconds(), std::nullopt}, {}};
    if (on_region) on_region(at);
  }
  /// Called when a region has begun; may be empty.
  std::function<void(instant)> on_region;
  /// What has been counted of it is the result; what comes after does not matter.
  void region_ends(const std::string& vm, instant at) {
    region& r = regions_[vm];
    r.marks.end_ns = at.nanoseconds();
    r.counted = {};
    r.counted.take(statistics(), [&](const std::string& of) { return of == vm; });
  }

  /// The paths, exits, interrupts and installs of each VM's region, or of its whole run.
  void report_to(results& r) const {
    for (const auto& [vm, counted_for] : regions_) r.add(counted_for.counted);
    r.take(room_.statistics(), [&](const std::string& vm) { return !ended(vm); });
    for (vm_result& vm : r.vms)
      if (const auto found = regions_.find(vm.name); found != regions_.end()) vm.region = found->second.marks;
  }

 private:
  struct region {
    region_result marks;
    results counted;  ///< empty until it has ended
  };

  bool ended(const std::string& vm) const {
    const auto found = regions_.find(vm);
    return found != regions_.end() && found->second.marks.end_ns.has_value();
  }

  records room_{all_steps};
  std::map<std::string, region> regions_;
};

}  // namespace trapline
