/// What one source plays, on the recording's sample clock: each of its samples has the level that the source
/// held then, so that samples at the recording's rate or a whole part of it are there bit by bit.
#pragma once

#include <vector>

#include "models/devices/sound/sound_output.h"
#include "platform/recordings/wav_file.h"

namespace trapline {

class sound_track final : public devices::sound_output {
 public:
  static constexpr std::uint32_t samples_per_second = 44'100;

  void play(std::int16_t left, std::int16_t right, instant at) override;
  /// Up to here, the last level held.
  std::vector<stereo_sample> until(instant end) const;

 private:
  static constexpr clock_domain clock{samples_per_second};

  std::vector<stereo_sample> samples_;  // those before the last change
  stereo_sample level_{};
};

/// Several tracks at once: their sum, limited to 16 bits.
std::vector<stereo_sample> mix(const std::vector<std::vector<stereo_sample>>& tracks);

}  // namespace trapline
