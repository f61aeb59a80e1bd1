// The two interrupt controllers: the role that every other device's line ends at.
#include "models/devices/interrupts/i8259_pair.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class pic final : public vmm::device_parts {
 public:
  pic() {
    has("i8259", controllers_);
    goes_beyond_images("vectors, which the processor takes from it");
  }

 private:
  devices::i8259_pair controllers_;
};

}  // namespace

device_kind pic_kind() {
  return {"pic", "two 8259A interrupt controllers, with ELCR", 11'656,
          [](const surroundings&) -> std::unique_ptr<vmm::device_parts> { return std::make_unique<pic>(); }};
}

}  // namespace trapline
