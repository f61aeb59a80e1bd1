// The latch of the firmware's progress codes.
#include "models/devices/system/post_port.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class post final : public vmm::device_parts {
 public:
  post() { has("post", port_); }

 private:
  devices::post_port port_;
};

}  // namespace

device_kind post_kind() {
  return {"post", "POST code port", 3'064,
          [](const surroundings&) -> std::unique_ptr<vmm::device_parts> { return std::make_unique<post>(); }};
}

}  // namespace trapline
