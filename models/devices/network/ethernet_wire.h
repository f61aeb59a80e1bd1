/// A coaxial cable of 10 Mbit/s, or a hub: what one station sends all others receive when its last bit has
/// come by. A station that finds the cable busy defers until the inter-frame gap after the frame, and those
/// that wait send in the order in which they began to wait.
///
/// *Not modelled*: collisions (two stations that start at the same instant send one after the other), the
/// signal's way along the cable.
#pragma once

#include <deque>
#include <functional>

#include "models/devices/network/ethernet.h"

namespace trapline::devices {

class ethernet_wire {
 public:
  ethernet_wire() = default;
  ethernet_wire(const ethernet_wire&) = delete;
  ethernet_wire& operator=(const ethernet_wire&) = delete;

  /// @param station outlives the wire. @returns its end of the cable.
  ethernet_medium& attach(ethernet_station& station);
  /// Hears every frame, with the instant at which its preamble began; in the order of sending.
  void watch(std::function<void(const ethernet_frame&, instant began)> f) { watcher_ = std::move(f); }

  /// Delivers the frames whose last bit has come by at `now`.
  void advance_to(instant now);
  /// When the next frame will have come by.
  instant next_event() const { return under_way_.empty() ? instant::never() : under_way_.front().ends; }

 private:
  class end final : public ethernet_medium {
   public:
    end(ethernet_wire& wire, ethernet_station& station) : wire_{wire}, station_{station} {}
    sending send(const ethernet_frame& f, instant now) override { return wire_.send(*this, f, now); }
    ethernet_station& station() const { return station_; }

   private:
    ethernet_wire& wire_;
    ethernet_station& station_;
  };
  struct passing {
    const end* sender;
    ethernet_frame frame;
    instant ends;
  };

  ethernet_medium::sending send(const end& sender, const ethernet_frame&, instant now);

  std::deque<end> ends_;
  std::deque<passing> under_way_;  // by their ends
  instant free_from_{};            // the gap after the last frame included
  std::function<void(const ethernet_frame&, instant)> watcher_;
};

}  // namespace trapline::devices
