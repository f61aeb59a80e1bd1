// The display adapter.
#include "models/devices/display.h"
#include "models/devices/vga.h"
#include "models/devices/vga_text_mode.h"
#include "models/devices/vga_text_screen.h"
#include "models/devices/video/vga_picture.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class vga final : public vmm::device_parts, public devices::display {
 public:
  vga() { has("vga", card_); }

  void set_up(const vmm::boot_setting& s, instant at) override {
    if (s.text_screen) devices::set_text_mode_3(card_, s.font, at);
  }
  std::string shown_text() const override { return devices::screen_text(card_.state()); }
  picture shown_picture(instant now) const override { return devices::picture_of(card_.state(), now); }

 private:
  devices::vga card_;
};

}  // namespace

device_kind vga_kind() {
  return {"vga", "VGA, with its memory at A0000h",
          [](const surroundings&) -> std::unique_ptr<vmm::device_parts> { return std::make_unique<vga>(); }};
}

}  // namespace trapline
