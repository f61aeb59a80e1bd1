// The latch by which the board tells of x87 errors: FERR# to IRQ13.
#include "models/devices/interrupts/coprocessor_error.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class coprocessor final : public vmm::device_parts {
 public:
  coprocessor() {
    has("coprocessor_error", latch_);
    interrupts_by(13, latch_.irq13());
    hears("ferr", latch_.ferr());
    drives("ignne", latch_.ignne());
  }

 private:
  devices::coprocessor_error latch_;
};

}  // namespace

device_kind coprocessor_kind() {
  return {"coprocessor", "latch of coprocessor errors, port F0h and IRQ13", 3'381,
          [](const surroundings&) -> std::unique_ptr<vmm::device_parts> {
            return std::make_unique<coprocessor>();
          }};
}

}  // namespace trapline
