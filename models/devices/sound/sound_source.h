/// A card that can be heard.
#pragma once

#include "models/devices/sound/opl3.h"
#include "models/devices/sound/sound_output.h"
#include "models/devices/sound/speaker.h"

namespace trapline::devices {

/// Who hears a machine: its converter, its synthesizer, its speaker.
struct sound_listeners {
  sound_output* samples = nullptr;
  opl_listener* voices = nullptr;
  speaker_listener* speaker = nullptr;
};

class sound_source {
 public:
  /// @pre none of the listeners is null. They are told from now on.
  virtual void heard_by(const sound_listeners&) = 0;

 protected:
  ~sound_source() = default;
};

}  // namespace trapline::devices
