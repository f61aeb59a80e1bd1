/// The bridge of the operating system that owns the devices: an Ethernet switch in software, with the virtual
/// machines' cards and the physical one on it. It learns who is where from what they send (IEEE 802.1D, 7.8),
/// without ever forgetting.
///
/// A card hands over a frame and goes on: its cable has no speed. One in the service OS, the host OS or user
/// mode has handed it to the system that the bridge is in; one in the hypervisor or the kernel VMM asks that
/// system to come and get it, which has to run for it, and is called for every frame that comes in.
///
/// *Not modelled*: spanning trees, VLANs, flow control: what a port has no room for is lost, and counted.
#pragma once

#include <deque>
#include <functional>
#include <map>

#include "models/devices/network/ethernet.h"
#include "models/vmm/board/device_model.h"
#include "models/vmm/scheduling/work.h"

namespace trapline::vmm {

/// The bridge's way to the physical card.
class network_uplink {
 public:
  virtual void transmit(const devices::ethernet_frame&, instant) = 0;

 protected:
  ~network_uplink() = default;
};

class network_bridge final {
 public:
  /// Frames that wait at a port for the system to run; a ring of Xen's network back end has as many.
  static constexpr std::size_t port_capacity = 256;

  using watcher = std::function<void(const devices::ethernet_frame&, instant)>;

  /// The end of a virtual machine's cable.
  class port final : public devices::ethernet_socket, private devices::ethernet_medium, private work {
   public:
    explicit port(network_bridge& b) : bridge_{b} {}

    devices::ethernet_medium& plug_in(devices::ethernet_station&) override;
    /// Before the first frame.
    void used_by(const device_model& m) { user_ = &m; }
    /// Has every frame told that passes here in either direction.
    void watch(watcher w) { watcher_ = std::move(w); }
    /// Frames that found no room here.
    std::uint64_t lost() const { return lost_; }

   private:
    friend class network_bridge;
    sending send(const devices::ethernet_frame&, instant now) override;
    void run(processor::physical_processor&, device_os&) override;
    void deliver(processor::step_meter&, processor::physical_processor&, const devices::ethernet_frame&);

    network_bridge& bridge_;
    devices::ethernet_station* station_ = nullptr;
    const device_model* user_ = nullptr;
    std::deque<devices::ethernet_frame> waiting_;
    watcher watcher_;
    std::uint64_t lost_ = 0;
  };

  explicit network_bridge(device_os& os) : os_{os} {}
  network_bridge(const network_bridge&) = delete;
  network_bridge& operator=(const network_bridge&) = delete;

  /// Another virtual machine's; the reference stays good.
  port& add_port() { return ports_.emplace_back(*this); }
  void connect(network_uplink& u) { uplink_ = &u; }
  /// A frame has come in by the uplink; its driver is at work.
  void arrived(processor::step_meter&, processor::physical_processor&, const devices::ethernet_frame&);

 private:
  /// @param from null for the uplink
  void forward(processor::step_meter&, processor::physical_processor&, const devices::ethernet_frame&,
               port* from);
  void charge_copy(processor::step_meter&, processor::physical_processor&, const devices::ethernet_frame&);

  device_os& os_;
  network_uplink* uplink_ = nullptr;
  std::deque<port> ports_;
  std::map<devices::mac_address, port*> known_;  ///< null: beyond the uplink
};

}  // namespace trapline::vmm
