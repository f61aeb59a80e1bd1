// The network card, plugged into whatever cable its machine has.
#include "models/devices/network/ne2000.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class nic final : public vmm::device_parts, private devices::ethernet_station {
 public:
  nic(const network_card& c, devices::ethernet_socket* network) : card_{c.address, c.first_port} {
    has("ne2000", card_);
    interrupts_by(c.irq, card_.irq());
    goes_beyond_images("frames of a network");
    if (network != nullptr) card_.connect(network->plug_in(*this));
  }

 private:
  void receive(const devices::ethernet_frame& frame, instant at) override {
    card_.receive(frame, at);
    changed();
  }

  devices::ne2000 card_;
};

}  // namespace

device_kind nic_kind() {
  return {"nic", "NE2000 network card (vm.nic)", 16'252,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            return s.with.network ? std::make_unique<nic>(*s.with.network, s.network) : nullptr;
          },
          "nic"};
}

}  // namespace trapline
