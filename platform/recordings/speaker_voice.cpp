#include "platform/recordings/speaker_voice.h"

#include "platform/recordings/sound_track.h"

namespace trapline {

namespace {

/// CLK of a PC's 8254.
constexpr clock_domain timer_clock{13'125'000, 11};

}  // namespace

void speaker_voice::moved(bool out, std::uint32_t tone, instant at) {
  const movement before = movements_.empty() ? movement{{}, false, 0} : movements_.back();
  const bool same = tone == before.tone && (tone != 0 || out == before.out);
  if (!same) movements_.push_back({at, out, tone});
}

std::vector<stereo_sample> speaker_voice::until(instant end) const {
  if (movements_.empty()) return {};
  constexpr clock_domain clock{sound_track::samples_per_second};
  std::vector<stereo_sample> all(clock.edge_not_before(end).count());
  auto next = movements_.begin();
  movement now{{}, false, 0};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const instant at = clock.edge(cycles{i});
    for (; next != movements_.end() && next->at <= at; ++next) now = *next;
    // Mode 3: the first half of a period is the high one, and the longer one.
    const bool out = now.tone == 0 ? now.out
                                   : timer_clock.edges_by(instant{} + (at - now.at)).count() % now.tone <
                                         (now.tone + 1) / 2;
    if (out) all[i] = {loud, loud};
  }
  return all;
}

}  // namespace trapline
