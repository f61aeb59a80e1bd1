#include "models/costs/cost_sampler.h"

namespace trapline {

cost_sampler::cost_sampler(const cost_profile& profile, std::uint64_t seed, spread how)
    : properties_{profile.properties()}, certain_{how == spread::none} {
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    // The first has the seed itself, the others words of their own.
    std::uint64_t index = i;
    streams_[i] = word_stream{i == 0 ? seed : seed ^ split_mix(index)};
  }
  for (std::size_t i = 0; i < step_count; ++i) {
    const step_cost& cost = profile.of(static_cast<step>(i));
    const spread_class c = how == spread::none ? spread_class::fixed : cost.spread;
    drawn_[i] = {&multipliers(c), cost.mean.count()};
  }
}

cycles cost_sampler::least(step s) const {
  const drawn& d = drawn_[static_cast<std::size_t>(s)];
  return cycles{(d.mean * d.multipliers->at(0)) >> multiplier_table::fraction_bits};
}

}  // namespace trapline
