// The display adapter, with or without the extension for high resolutions.
#include "models/devices/video/vga.h"
#include "models/devices/video/bochs_vbe.h"
#include "models/devices/video/display.h"
#include "models/devices/video/vga_picture.h"
#include "models/devices/video/vga_text_mode.h"
#include "models/devices/video/vga_text_screen.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class vga : public vmm::device_parts, public devices::display {
 public:
  vga() {
    has("vga", card_);
    goes_beyond_images("a picture, which is looked at in its memory");
  }

  void set_up(const vmm::boot_setting& s, instant at) override {
    if (s.text_screen) devices::set_text_mode_3(card_, s.font, at);
  }
  std::string shown_text() const override { return devices::screen_text(card_.state()); }
  picture shown_picture(instant now) const override { return devices::picture_of(card_.state(), now); }

 protected:
  devices::vga card_;
};

class extended_vga final : public vga {
 public:
  extended_vga() {
    has("bochs_vbe", extension_);
    card_.extend_by(extension_);
  }
  std::string shown_text() const override { return extension_.rules() ? "" : vga::shown_text(); }
  picture shown_picture(instant now) const override {
    return extension_.rules() ? devices::picture_of(extension_.state(), card_.state())
                              : vga::shown_picture(now);
  }

 private:
  devices::bochs_vbe extension_;
};

}  // namespace

device_kind vga_kind() {
  return {"vga", "VGA, with its memory at A0000h", 26'782,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            if (s.with.video == video_card::vbe) return std::make_unique<extended_vga>();
            return std::make_unique<vga>();
          }};
}

}  // namespace trapline
