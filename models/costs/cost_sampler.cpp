#include "models/costs/cost_sampler.h"

namespace trapline {

cost_sampler::cost_sampler(const cost_profile& profile, std::uint64_t seed, spread how)
    : state_{seed}, properties_{profile.properties()} {
  for (std::size_t i = 0; i < step_count; ++i) {
    const step_cost& cost = profile.of(static_cast<step>(i));
    const spread_class c = how == spread::none ? spread_class::fixed : cost.spread;
    drawn_[i] = {multipliers(c).of.data(), cost.mean.count()};
  }
}

}  // namespace trapline
