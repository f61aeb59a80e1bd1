/// The serial driver: on IRQ4 it fetches the byte from the physical UART and passes it to the UART model of
/// the virtual machine whose console that line is.
/// Not modelled: its sending side; what a virtual machine's UART model sends leaves the monitor at once.
#pragma once

#include "models/vmm/board/model_host.h"
#include "models/vmm/drivers/driver.h"

namespace trapline::vmm {

/// Where a serial driver passes what came in, wherever that model is.
class serial_sink {
 public:
  virtual void received(std::uint8_t, instant) = 0;
  /// Where the model is now.
  virtual const model_host& where() const = 0;

 protected:
  ~serial_sink() = default;
};

class serial_driver final : public driver {
 public:
  static constexpr unsigned irq = 4;

  explicit serial_driver(serial_sink& sink) : sink_{sink} {}

  /// Eight bits, 115200 baud, an interrupt for each byte received.
  void set_up(processor::physical_processor&) override;
  /// Switches FIFOs off: each byte interrupts at once.
  void take_from_firmware(processor::physical_processor&) override;
  void run(processor::physical_processor&, device_os&) override;

 private:
  serial_sink& sink_;
};

}  // namespace trapline::vmm
