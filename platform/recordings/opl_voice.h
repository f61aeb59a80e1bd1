/// The sound of an OPL3, synthesized by AdPlug's emulation of the chip (libadplug) from the registers that
/// were written and when.
#pragma once

#include <memory>
#include <vector>

#include "models/devices/sound/opl3.h"
#include "platform/recordings/wav_file.h"

namespace trapline {

class opl_voice final : public devices::opl_listener {
 public:
  opl_voice() = default;

  void written(unsigned reg, std::uint8_t value, instant at) override { writes_.push_back({at, reg, value}); }
  /// At sound_track's sample rate, from power-on; nothing if no register was ever written.
  std::vector<stereo_sample> until(instant end) const;

 private:
  struct write {
    instant at;
    unsigned reg;
    std::uint8_t value;
  };
  std::vector<write> writes_;
};

}  // namespace trapline
