/// Which device models to move next to the guest: what each costs, what the sets tried come to, and which is best.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "platform/exploration/device_shares.h"
#include "platform/exploration/placement_search.h"
#include "sim/comparison/estimate.h"

namespace trapline::exploration {

/// A set of models that was simulated near the guest.
struct tried_set {
  std::vector<std::string> models;
  std::uint64_t bytes = 0;  ///< that it adds to the monitor
  estimate work_ns;         ///< over the seeds
  estimate gain;  ///< share of the work's time that is saved; of each seed against the same seed's base line
  double first_order = 0;   ///< what the base line alone would have made one expect
  std::string failed = {};  ///< why it has no figures
  bool on_front = false;    ///< no other gains as much with no more bytes and no more models
};

/// Why a model is worth less without another one.
struct dependence {
  std::string model, on, because;
  double first_order = 0;  ///< what is gained by both together and by neither alone
};

struct advice {
  std::string scenario;
  platform_kind kind = platform_kind::hybrid;
  bool in_regions = false;  ///< the work is that of the guests' regions of interest
  std::vector<std::uint64_t> seeds;
  std::optional<std::uint64_t> budget;
  bool exhaustive = true;
  device_shares shares;
  std::vector<std::string> considered;  ///< devices whose models were moved
  std::vector<tried_set> sets;          ///< the empty one first; others by their bytes

  /// Marks those on the front. To be called when all sets are there.
  void mark_front();
  /// The one that gains most, of equals the smallest; the empty one if none gains.
  const tried_set& best() const;
  /// The smallest that surely gains nearly as much; null if that is the best itself.
  const tried_set* nearly_as_good() const;
  std::vector<dependence> dependences() const;
  /// One sentence.
  std::string recommendation() const;
};

/// `trapline.advice/1`
nlohmann::ordered_json to_json(const advice&);
std::string text_of(const advice&);

}  // namespace trapline::exploration
