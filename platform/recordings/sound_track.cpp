#include "platform/recordings/sound_track.h"

#include <algorithm>
#include <limits>

namespace trapline {

void sound_track::play(std::int16_t left, std::int16_t right, instant at) {
  samples_.resize(std::max(samples_.size(), clock.edge_not_before(at).count()), level_);
  level_ = {left, right};
}

std::vector<stereo_sample> sound_track::until(instant end) const {
  std::vector<stereo_sample> all = samples_;
  all.resize(clock.edge_not_before(end).count(), level_);
  return all;
}

std::vector<stereo_sample> mix(const std::vector<std::vector<stereo_sample>>& tracks) {
  using limits = std::numeric_limits<std::int16_t>;
  std::size_t length = 0;
  for (const auto& track : tracks) length = std::max(length, track.size());
  std::vector<stereo_sample> all(length);
  for (const auto& track : tracks)
    for (std::size_t i = 0; i < track.size(); ++i)
      for (std::size_t side = 0; side < 2; ++side)
        all[i][side] = static_cast<std::int16_t>(
            std::clamp<int>(all[i][side] + track[i][side], limits::min(), limits::max()));
  return all;
}

}  // namespace trapline
