/// The driver of the machine's network card, an NE2000 at 300h: it takes in whatever comes by for the bridge, and
/// sends what the bridge has for the world outside, one frame at a time, all by programmed I/O through the
/// card's data port (DP8390D data sheet, "Remote DMA", "Buffer Ring Overflow").
/// Not modelled: anything on the card but one transmit buffer.
#pragma once

#include <deque>

#include "models/vmm/drivers/driver.h"
#include "models/vmm/drivers/network_bridge.h"

namespace trapline::vmm {

class network_driver final : public driver, public network_uplink {
 public:
  static constexpr unsigned irq = 9;
  /// Frames that wait for the cable: as Linux' queue of a card with a slow one (txqueuelen 100).
  static constexpr std::size_t capacity = 100;

  network_driver(device_os& os, network_bridge& bridge) : os_{os}, bridge_{bridge} { bridge.connect(*this); }

  void set_up(processor::physical_processor&) override;
  void run(processor::physical_processor&, device_os&) override;
  void transmit(const devices::ethernet_frame&, instant) override;

  /// Frames that found no room in the queue.
  std::uint64_t lost() const { return lost_; }

 private:
  void start(processor::physical_processor&);
  void take_frames(processor::step_meter&, processor::physical_processor&);
  void recover_from_overflow(processor::step_meter&, processor::physical_processor&);
  void send_next(processor::physical_processor&);

  device_os& os_;
  network_bridge& bridge_;
  std::deque<devices::ethernet_frame> waiting_;
  bool sending_ = false;
  std::uint8_t next_page_ = 0;  ///< of the ring, where the next frame begins
  std::uint64_t lost_ = 0;
};

}  // namespace trapline::vmm
