#include "sim/comparison/estimate.h"

#include <cmath>
#include <numeric>

#include <boost/math/distributions/students_t.hpp>

namespace trapline {

estimate estimate_of(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2) return {mean, 0};
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double t = boost::math::quantile(boost::math::students_t{n - 1}, 0.975);
  return {mean, t * std::sqrt(squares / (n - 1) / n)};
}

}  // namespace trapline
