// The floppy controller with the DMA controllers that it moves its bytes by, and in drive A the disk, if
// there is one, in the drive that a PC would have had for it.
#include <optional>

#include "models/devices/i82077.h"
#include "models/devices/i8237_pair.h"
#include "platform/devices/device_kind.h"
#include "platform/devices/rearming_medium.h"

namespace trapline {

namespace {

class floppy final : public vmm::device_parts {
 public:
  explicit floppy(const surroundings& s) : dma_{*s.memory}, controller_{{.mechanical = s.floppy_turns}} {
    has("i8237", dma_);
    has("i82077", controller_);
    interrupts_by(6, controller_.irq);
    controller_.connect_dma(dma_.channel(2));
    for (const unsigned number : {0U, 1U, 3U, 5U, 6U, 7U}) supplies_dma(number, dma_.channel(number));
    if (s.floppy == nullptr) return;
    stands_on(*s.floppy);
    medium_.emplace(*s.floppy, [this] { changed(); });
    const auto format = devices::floppy_format_for(s.floppy->sectors() * devices::sector_bytes).value();
    controller_.attach(0, devices::drive_for(format));
    controller_.insert(0, *medium_, format, instant{});
  }

 private:
  std::optional<rearming_medium> medium_;
  devices::i8237_pair dma_;
  devices::i82077 controller_;
};

}  // namespace

device_kind floppy_kind() {
  return {"floppy", "82077AA floppy controller with its 8237 DMA",
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            return std::make_unique<floppy>(s);
          }};
}

}  // namespace trapline
