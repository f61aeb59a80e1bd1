/// The sound of a PC's speaker: a membrane that is in or out, moved by the timer's channel 2 (a square wave
/// of the period that it is programmed to) or by software, as instants and levels say.
/// Not modelled: what membrane, case and room make of it.
#pragma once

#include <vector>

#include "models/devices/sound/speaker.h"
#include "platform/recordings/wav_file.h"

namespace trapline {

class speaker_voice final : public devices::speaker_listener {
 public:
  /// The level of a membrane that is out; one that is in has 0.
  static constexpr std::int16_t loud = 8192;

  void moved(bool out, std::uint32_t tone, instant at) override;
  /// At sound_track's sample rate, from power-on; nothing if it never moved.
  std::vector<stereo_sample> until(instant end) const;

 private:
  struct movement {
    instant at;
    bool out;
    std::uint32_t tone;
  };
  std::vector<movement> movements_;
};

}  // namespace trapline
