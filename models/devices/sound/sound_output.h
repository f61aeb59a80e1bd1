/// Where a converter's samples go: whoever records or plays them.
#pragma once

#include <cstdint>

#include "sim/time.h"

namespace trapline::devices {

class sound_output {
 public:
  /// The level from this instant on, until the next call; instants do not run backwards.
  virtual void play(std::int16_t left, std::int16_t right, instant at) = 0;

 protected:
  ~sound_output() = default;
};

/// What a converter has had to do since power-on.
struct sound_counters {
  std::uint64_t samples;  ///< periods of output with something to play
  std::uint64_t starved;  ///< periods for which DMA gave or took nothing
  std::uint64_t late;     ///< blocks that ended before the one before was acknowledged
};

template <typename Members>
void describe(Members& m, sound_counters& s) {
  m("samples", s.samples);
  m("starved", s.starved);
  m("late", s.late);
}

/// A device with a converter, as far as counting goes.
class sound_player {
 public:
  virtual const sound_counters& counters() const = 0;

 protected:
  ~sound_player() = default;
};

}  // namespace trapline::devices
