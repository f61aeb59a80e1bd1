/// A published figure with what the simulator says: the form of the `trapline.check/1` contract.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "platform/check/published_figure.h"

namespace trapline::check {

struct checked_figure {
  published_figure row;
  double simulated = 0;  ///< in the row's unit

  /// How far outside of what was published it is, in percent of the nearer end; 0 inside.
  double outside_percent() const;
  /// A calibrated figure within 1 %, a predicted one within what was published.
  bool holds() const;
  /// Whether it breaks the check: it does not hold, and not for the reason that the row gives.
  bool fails() const;
};

nlohmann::ordered_json to_json(const std::vector<checked_figure>&);
std::string text_report(const std::vector<checked_figure>&);

}  // namespace trapline::check
