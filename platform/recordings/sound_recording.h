/// All that one machine plays: its converter, its synthesizer and its speaker, as one WAV file.
#pragma once

#include <string>

#include "models/devices/sound/sound_source.h"
#include "platform/recordings/opl_voice.h"
#include "platform/recordings/sound_track.h"
#include "platform/recordings/speaker_voice.h"

namespace trapline {

class sound_recording {
 public:
  sound_recording() = default;
  sound_recording(const sound_recording&) = delete;
  sound_recording& operator=(const sound_recording&) = delete;

  const devices::sound_listeners& listeners() const { return listeners_; }
  /// The file's bytes, from power-on to `end`.
  std::string wav_until(instant end) const {
    const auto all = mix({samples_.until(end), voices_.until(end), speaker_.until(end)});
    return wav_of(all, sound_track::samples_per_second);
  }

 private:
  sound_track samples_;
  opl_voice voices_;
  speaker_voice speaker_;
  devices::sound_listeners listeners_{&samples_, &voices_, &speaker_};
};

}  // namespace trapline
