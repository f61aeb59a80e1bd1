/// When pieces of work come: the gaps between arrivals, of which a load is made. Every process has a
/// stream of random numbers of its own: the same seed gives the same arrivals whatever else draws.
#pragma once

#include <cstdint>

#include "sim/time.h"

namespace trapline {

class arrival_process {
 public:
  virtual ~arrival_process() = default;
  /// From one arrival (at first: from power-on) to the next.
  virtual duration gap() = 0;
};

/// Gaps that are exponentially distributed around their mean, drawn from a table of means of equally
/// probable parts of the distribution.
class poisson_arrivals final : public arrival_process {
 public:
  poisson_arrivals(duration mean_gap, std::uint64_t seed) : mean_{mean_gap}, state_{seed} {}
  duration gap() override;

 private:
  duration mean_;
  std::uint64_t state_;
};

/// Bursts: `every` so often, for the share `on_ppm` (millionths) of that time, an arrival each `spacing`.
class on_off_arrivals final : public arrival_process {
 public:
  on_off_arrivals(duration every, std::uint32_t on_ppm, duration spacing);
  duration gap() override;

 private:
  std::uint64_t in_period(std::uint64_t n) const { return arrived_by(n + 1) - arrived_by(n); }
  /// Whole arrivals of the first n periods: what a period's share leaves over counts for the next one.
  std::uint64_t arrived_by(std::uint64_t n) const;

  duration every_;
  std::uint32_t on_ppm_;
  duration spacing_;
  std::uint64_t period_ = 0;
  std::uint64_t here_ = 0;  ///< arrivals of this period so far
  duration last_;
};

}  // namespace trapline
