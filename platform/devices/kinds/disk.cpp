// The disk of the first ATA channel, where there is a medium for it.
#include "models/devices/storage/ata_disk.h"
#include "platform/devices/device_kind.h"
#include "platform/devices/rearming_medium.h"

namespace trapline {

namespace {

class disk final : public vmm::device_parts {
 public:
  explicit disk(devices::block_medium& medium) : medium_{medium, [this] { changed(); }} {
    has("ata", drive_);
    stands_on(medium);
    goes_beyond_images("sectors of a medium");
    interrupts_by(14, drive_.intrq);
  }

 private:
  rearming_medium medium_;
  devices::ata_disk drive_{medium_};
};

}  // namespace

device_kind disk_kind() {
  return {"disk", "ATA disk, primary master", 17'503,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            return s.disk == nullptr ? nullptr : std::make_unique<disk>(*s.disk);
          }};
}

}  // namespace trapline
