/// A mean over several runs, and how far the true one may be from it.
#pragma once

#include <vector>

namespace trapline {

struct estimate {
  double mean = 0;
  /// Half of the 95 % confidence interval, by Student's t over the runs; 0 where there is one run, or all
  /// say the same.
  double half_width = 0;

  /// Whether zero lies outside of the interval.
  bool is_not_zero() const { return mean > half_width || mean < -half_width; }
};

/// @param values one a run; not empty.
estimate estimate_of(const std::vector<double>& values);

}  // namespace trapline
