/// What the simulations of sets of device models came to, seed by seed, each against the same seed's base line: the
/// empty set.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/exploration/advice.h"
#include "platform/exploration/placement_search.h"

namespace trapline::exploration {

class set_outcomes {
 public:
  void add(model_set set, std::uint64_t seed, double work_ns) { found_[set].work_ns[seed] = work_ns; }
  /// One of its simulations did not end well: the set has no figures.
  void fail(model_set set, const std::string& reason) { found_[set].failed = reason; }

  /// Why nothing can be said of any set; empty if something can.
  std::string trouble() const;
  /// The mean over the seeds; none of a set that failed or was not simulated.
  std::optional<double> gain_of(model_set) const;
  /// All that were simulated. @pre no trouble()
  std::vector<tried_set> tried(const placement_search&, const device_shares&) const;

 private:
  struct outcome {
    std::map<std::uint64_t, double> work_ns;  ///< by seed
    std::string failed = {};
  };

  std::vector<double> gains_of(const outcome&) const;

  std::map<model_set, outcome> found_;
};

}  // namespace trapline::exploration
