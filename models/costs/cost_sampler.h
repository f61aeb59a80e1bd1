/// Draws what each step takes this time, from a stream of random numbers for each processor: the same seed
/// gives the same run whatever else in the simulation draws.
#pragma once

#include <array>
#include <cstdint>

#include "models/costs/cost_profile.h"
#include "models/costs/known_paths.h"
#include "sim/random/split_mix.h"

namespace trapline {

enum class spread : std::uint8_t {
  profile,  ///< as the profile says
  none      ///< every cost its mean
};

class cost_sampler {
 public:
  cost_sampler(const cost_profile& profile, std::uint64_t seed, spread how);

  static constexpr std::size_t most_processors = 64;

  /// One draw of `s` on that processor; its mean over many is the profile's cycles.
  cycles draw(step s, std::size_t processor = 0) {
    const drawn& d = drawn_[static_cast<std::size_t>(s)];
    const std::uint32_t multiplier = d.multipliers->at(streams_[processor].next());
    constexpr std::uint64_t half = std::uint64_t{1} << (multiplier_table::fraction_bits - 1);
    return cycles{(d.mean * multiplier + half) >> multiplier_table::fraction_bits};
  }

  /// Whether every draw is the mean.
  bool certain() const { return certain_; }
  cycles mean(step s) const { return cycles{drawn_[static_cast<std::size_t>(s)].mean}; }
  /// No draw of `s` is less than this.
  cycles least(step s) const;

  /// Where every draw is the mean: see known_paths::on().
  const known_path* known(const known_path* from, const path_part& part, const path_part* and_then,
                          block in) {
    return known_.on(from, part, and_then, in, *this);
  }

  const profile_properties& properties() const { return properties_; }

 private:
  struct stream {
    std::uint64_t state = 0;
    std::uint64_t word = 0;
    bool half_left = false;

    /// One word of the generator serves two draws.
    std::uint32_t next() {
      word = half_left ? word >> 32 : split_mix(state);
      half_left = !half_left;
      return static_cast<std::uint32_t>(word);
    }
  };

  struct drawn {
    const multiplier_table* multipliers;
    std::uint64_t mean;
  };
  std::array<drawn, step_count> drawn_{};
  std::array<stream, most_processors> streams_{};
  profile_properties properties_;
  known_paths known_;
  bool certain_;
};

}  // namespace trapline
