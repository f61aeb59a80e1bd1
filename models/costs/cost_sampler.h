/// Draws what each step takes this time, from a stream of random numbers for each processor: the same seed
/// gives the same run whatever else in the simulation draws.
#pragma once

#include <array>
#include <cstdint>

#include "models/costs/cost_profile.h"
#include "models/costs/known_paths.h"
#include "sim/random/word_stream.h"

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
    return cycles{d.multipliers->times(d.mean, *streams_[processor].take(1))};
  }
  /// Has the steps of `longer` behind those of a record, which are the path that it goes on from, with a draw of each.
  /// @return what those took. Out of line: where nothing is drawn, what charges is short enough to be in line.
  [[gnu::noinline]] cycles draw_on(access_record& record, const known_path& longer, std::size_t processor) {
    const std::span<const multiplier_table* const> spreads = longer.spreads();
    const multiplier_table* const* multipliers = spreads.data();
    const std::uint32_t* word = streams_[processor].take(spreads.size());
    return record.go_on_like(
        longer.steps(), [&](cycles mean) { return cycles{(*multipliers++)->times(mean.count(), *word++)}; });
  }
  const multiplier_table& spread_of(step s) const { return *drawn_[static_cast<std::size_t>(s)].multipliers; }

  /// Whether every draw is the mean.
  bool certain() const { return certain_; }
  cycles mean(step s) const { return cycles{drawn_[static_cast<std::size_t>(s)].mean}; }
  /// No draw of `s` is less than this.
  cycles least(step s) const;

  /// See known_paths::on().
  const known_path* known(const known_path* from, const path_part& part, const path_part* and_then,
                          block in) {
    return known_.on(from, part, and_then, in, *this);
  }

  const profile_properties& properties() const { return properties_; }

 private:
  struct drawn {
    const multiplier_table* multipliers;
    std::uint64_t mean;
  };
  static_assert(access_record::capacity <= word_stream::most_at_once);

  std::array<drawn, step_count> drawn_{};
  std::array<word_stream, most_processors> streams_;
  profile_properties properties_;
  known_paths known_;
  bool certain_;
};

}  // namespace trapline
