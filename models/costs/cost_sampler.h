/// Draws what each step takes this time, from a stream of random numbers of its own: the same seed
/// gives the same run whatever else in the simulation draws.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "models/costs/cost_profile.h"
#include "sim/random/split_mix.h"

namespace trapline {

enum class spread : std::uint8_t {
  profile,  ///< as the profile says
  none      ///< every cost its mean
};

class cost_sampler {
 public:
  cost_sampler(const cost_profile& profile, std::uint64_t seed, spread how);

  /// One draw of `s`; its mean over many is the profile's cycles.
  cycles draw(step s) {
    const drawn& d = drawn_[static_cast<std::size_t>(s)];
    const std::uint32_t multiplier = d.multipliers[next_index()];
    constexpr std::uint64_t half = std::uint64_t{1} << (multiplier_table::fraction_bits - 1);
    return cycles{(d.mean * multiplier + half) >> multiplier_table::fraction_bits};
  }

  const profile_properties& properties() const { return properties_; }

 private:
  /// One word of the generator serves as many draws as it has indices in it.
  std::size_t next_index() {
    constexpr unsigned index_bits = std::countr_zero(multiplier_table::entries);
    if (bits_left_ < index_bits) {
      bits_ = split_mix(state_);
      bits_left_ = 64;
    }
    const std::size_t index = bits_ & (multiplier_table::entries - 1);
    bits_ >>= index_bits;
    bits_left_ -= index_bits;
    return index;
  }

  struct drawn {
    const std::uint32_t* multipliers;
    std::uint64_t mean;
  };
  std::array<drawn, step_count> drawn_{};
  std::uint64_t state_;
  profile_properties properties_;
  std::uint64_t bits_ = 0;
  unsigned bits_left_ = 0;
};

}  // namespace trapline
