// How a guest talks to the simulation: the debug consoles, the exit port, the region of interest. A physical
// machine has none of it.
#include "models/devices/system/debug_port.h"
#include "models/devices/system/guest_control.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class debug final : public vmm::device_parts {
 public:
  explicit debug(const surroundings& s) : consoles_{*s.log}, control_{*s.control} {
    has("debug_port", consoles_);
    has("guest_control", control_);
    goes_beyond_images("a virtual machine's end and its regions of interest");
  }

 private:
  devices::debug_port consoles_;
  devices::guest_control control_;
};

}  // namespace

device_kind debug_kind() {
  return {"debug", "debug consoles, exit port, region of interest", 3'959,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            return s.log == nullptr ? nullptr : std::make_unique<debug>(s);
          }};
}

}  // namespace trapline
