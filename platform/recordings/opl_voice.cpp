#include "platform/recordings/opl_voice.h"

#include <adplug/nemuopl.h>

#include "platform/recordings/sound_track.h"

namespace trapline {

std::vector<stereo_sample> opl_voice::until(instant end) const {
  if (writes_.empty()) return {};
  constexpr clock_domain clock{sound_track::samples_per_second};
  CNemuopl chip{static_cast<int>(sound_track::samples_per_second)};
  chip.init();
  std::vector<stereo_sample> all(clock.edge_not_before(end).count());
  auto next = writes_.begin();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (; next != writes_.end() && next->at <= clock.edge(cycles{i}); ++next) {
      chip.setchip(static_cast<int>(next->reg >> 8));
      chip.write(static_cast<int>(next->reg & 0xFF), next->value);
    }
    chip.update(all[i].data(), 1);
  }
  return all;
}

}  // namespace trapline
