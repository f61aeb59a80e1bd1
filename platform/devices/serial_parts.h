/// A serial port as a device.
#pragma once

#include "models/devices/serial/ns16550.h"
#include "models/vmm/board/device_parts.h"

namespace trapline {

class serial_parts final : public vmm::device_parts {
 public:
  serial_parts(const std::string& name, devices::text_sink* far_end, std::uint16_t first_port, unsigned irq)
      : uart_{far_end, first_port} {
    has(name, uart_);
    interrupts_by(irq, uart_.irq());
    sends_text_to(far_end);
  }

  void send_rest() override { uart_.send_rest(); }

 private:
  devices::ns16550 uart_;
};

}  // namespace trapline
