/// An image that comes over a network by TFTP (RFC 1350): blocks of 512 bytes, each acknowledged before the
/// next is sent. The machine's management interface takes the frames at the wire's rate and interrupts; the
/// operating system that owns the devices receives, acknowledges, and hands each page over by a call.
/// Not modelled: packets that get lost; the interface as a device of the guests'.
#pragma once

#include "models/bus/wakeup.h"
#include "models/vmm/installation/image_channel.h"

namespace trapline::vmm {

class network_channel final : public image_channel, private bus::sleeper {
 public:
  struct wire {
    std::uint64_t bits_per_second = 100'000'000;
    duration server = duration::us(100);  ///< from a packet's end at the server to its answer's beginning
  };
  /// @param interrupt of the interface: a timer of the machine's interrupts.
  network_channel(const install_paths& paths, const wire& w, bus::wakeup& interrupt)
      : paths_{paths}, wire_{w}, interrupt_{interrupt} {}

  std::string_view name() const override { return "network"; }
  void begin(const device_image&) override;
  turn go_on(processor::step_meter&, processor::physical_processor&, device_os&) override;

  /// How long a frame with so much data of TFTP's occupies the wire.
  static duration time_of(std::uint64_t tftp_bytes, std::uint64_t bits_per_second);

 private:
  void wake(instant at) override { resume(at); }

  const install_paths& paths_;
  wire wire_;
  bus::wakeup& interrupt_;
  std::uint64_t bytes_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t pages_handed_ = 0;
  std::uint64_t expected_ = 0;  ///< bytes of the data that are on their way
};

}  // namespace trapline::vmm
