// How a virtual machine's firmware learns what it is made of; a physical machine has no such thing.
#include "models/devices/system/fw_cfg.h"
#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

class firmware_configuration final : public vmm::device_parts {
 public:
  explicit firmware_configuration(const surroundings& s) : interface_{s.memory_bytes, std::uint16_t{1}} {
    for (const auto& [name, content] : *s.files) interface_.add_file(name, content);
    has("fw_cfg", interface_);
    goes_beyond_images("the files that firmware is given");
  }

 private:
  devices::fw_cfg interface_;
};

}  // namespace

device_kind fw_cfg_kind() {
  return {"fw_cfg", "QEMU's firmware configuration interface", 13'837,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            return s.files == nullptr ? nullptr : std::make_unique<firmware_configuration>(s);
          }};
}

}  // namespace trapline
