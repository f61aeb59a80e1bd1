// The keyboard controller with keyboard and mouse, and its say in A20 and in resets.
#include "models/devices/keyboard/i8042.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class keyboard final : public vmm::device_parts {
 public:
  keyboard() {
    has("i8042", controller_);
    interrupts_by(1, controller_.irq1());
    interrupts_by(12, controller_.irq12());
    drives("a20", controller_.a20());
    hears("a20_gate", controller_.a20_gate());
    drives("reset", controller_.reset_request());
  }

  void set_up(const vmm::boot_setting& s, instant at) override {
    if (s.instead_of_bios) controller_.set_up_as_firmware_does(at);
  }

 private:
  devices::i8042 controller_;
};

}  // namespace

device_kind keyboard_kind() {
  return {
      "keyboard", "8042 controller with keyboard and mouse", 37'963,
      [](const surroundings&) -> std::unique_ptr<vmm::device_parts> { return std::make_unique<keyboard>(); }};
}

}  // namespace trapline
