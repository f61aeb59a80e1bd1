// The floppy controller with the DMA controllers that it moves its bytes by, and in drive A the disk, if
// there is one, in the drive that a PC would have had for it.
#include <deque>
#include <optional>

#include "models/devices/dma/i8237_pair.h"
#include "models/devices/storage/i82077.h"
#include "models/devices/storage/removable_drive.h"
#include "platform/devices/device_kind.h"
#include "platform/devices/rearming_medium.h"

namespace trapline {

namespace {

class floppy final : public vmm::device_parts, public devices::removable_drive {
 public:
  explicit floppy(const surroundings& s) : dma_{*s.memory}, controller_{{.mechanical = s.floppy_turns}} {
    has("i8237", dma_);
    has("i82077", controller_);
    interrupts_by(6, controller_.irq);
    goes_beyond_images("sectors of a medium, and other devices' DMA");
    controller_.connect_dma(dma_.channel(2));
    for (const unsigned number : {0U, 1U, 3U, 5U, 6U, 7U}) supplies_dma(number, dma_.channel(number));
    if (s.floppy == nullptr) return;
    stands_on(*s.floppy);
    drive_ = &devices::drive_for(format_of(s.floppy->sectors()).value());
    controller_.attach(0, *drive_);
    insert(*s.floppy, instant{});
  }

  bool takes(std::uint64_t sectors) const override {
    const auto format = format_of(sectors);
    return drive_ != nullptr && format && devices::fits(*format, *drive_);
  }
  void insert(devices::block_medium& disk, instant now) override {
    media_.emplace_back(disk, [this] { changed(); });
    controller_.insert(0, media_.back(), format_of(disk.sectors()).value(), now);
  }
  void eject(instant now) override { controller_.eject(0, now); }

 private:
  static std::optional<devices::floppy_format> format_of(std::uint64_t sectors) {
    return devices::floppy_format_for(sectors * devices::sector_bytes);
  }

  std::deque<rearming_medium> media_;  ///< that were in the drive
  const devices::floppy_drive_kind* drive_ = nullptr;
  devices::i8237_pair dma_;
  devices::i82077 controller_;
};

}  // namespace

device_kind floppy_kind() {
  return {"floppy", "82077AA floppy controller with its 8237 DMA", 34'691,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            return std::make_unique<floppy>(s);
          }};
}

}  // namespace trapline
