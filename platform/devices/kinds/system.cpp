// System control port A: the fast A20 gate, the fast reset, and the lock of the CMOS memory's password.
#include "models/devices/system/system_control_a.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class system_ports final : public vmm::device_parts {
 public:
  system_ports() {
    has("port_92", port_92_);
    drives("a20", port_92_.a20());
    hears("a20_gate", port_92_.a20_gate());
    drives("reset", port_92_.fast_reset());
    drives("security_lock", port_92_.security_lock());
  }

  void set_up(const vmm::boot_setting& s, instant at) override {
    constexpr std::uint8_t a20_open = 0x02;
    if (s.instead_of_bios) port_92_.write(0, 1, a20_open, at);
  }

 private:
  devices::system_control_a port_92_;
};

}  // namespace

device_kind system_kind() {
  return {"system", "system control port A: fast A20 and reset", 2'606,
          [](const surroundings&) -> std::unique_ptr<vmm::device_parts> {
            return std::make_unique<system_ports>();
          }};
}

}  // namespace trapline
