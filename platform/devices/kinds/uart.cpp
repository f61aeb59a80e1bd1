// COM1.
#include "platform/devices/device_kind.h"
#include "platform/devices/serial_parts.h"

namespace trapline {

device_kind uart_kind() {
  return {"uart", "16550 serial port, COM1", 12'264,
          [](const surroundings& s) -> std::unique_ptr<vmm::device_parts> {
            return std::make_unique<serial_parts>("ns16550", s.serial, std::uint16_t{0x3f8}, 4U);
          }};
}

}  // namespace trapline
