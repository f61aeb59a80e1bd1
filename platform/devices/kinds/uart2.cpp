// COM2.
#include "platform/devices/device_kind.h"
#include "platform/devices/serial_parts.h"

namespace trapline {

device_kind uart2_kind() {
  return {"uart2", "16550 serial port, COM2", 12'264,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            return std::make_unique<serial_parts>("ns16550_2", s.serial2, std::uint16_t{0x2f8}, 3U);
          }};
}

}  // namespace trapline
