#include "models/devices/network/ethernet_wire.h"

#include <algorithm>

namespace trapline::devices {

ethernet_medium& ethernet_wire::attach(ethernet_station& station) {
  return ends_.emplace_back(*this, station);
}

ethernet_medium::sending ethernet_wire::send(const end& sender, const ethernet_frame& frame, instant now) {
  const instant begins = std::max(now, free_from_);
  const instant ends = begins + ethernet::time_of(frame);
  free_from_ = ends + ethernet::inter_frame_gap;
  under_way_.push_back({&sender, frame, ends});
  if (watcher_) watcher_(frame, begins);
  return {ends - now, begins > now};
}

void ethernet_wire::advance_to(instant now) {
  while (!under_way_.empty() && under_way_.front().ends <= now) {
    const passing done = std::move(under_way_.front());
    under_way_.pop_front();
    for (end& e : ends_)
      if (&e != done.sender) e.station().receive(done.frame, done.ends);
  }
}

}  // namespace trapline::devices
