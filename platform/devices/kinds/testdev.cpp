// What test programs for virtual machines expect to find: QEMU's pc-testdev.
#include "models/devices/system/test_device.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class test_board final : public vmm::device_parts {
 public:
  test_board() {
    constexpr unsigned cascade = 2;
    has("test_device", device_);
    for (unsigned n = 0; n < devices::test_device_state::lines; ++n)
      if (n != cascade) may_interrupt_by(n, device_.line(n));
  }

 private:
  devices::test_device device_;
};

}  // namespace

device_kind testdev_kind() {
  return {"testdev",
          "QEMU's pc-testdev: interrupt lines, ports and memory for test programs (vm.test_device)", 3'335,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            if (!s.with.test_device) return nullptr;
            return std::make_unique<test_board>();
          },
          "test_device"};
}

}  // namespace trapline
