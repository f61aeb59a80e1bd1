/// The keyboard driver: on IRQ1 it fetches the byte from the physical 8042 and passes it to the keyboard
/// model of the virtual machine that has the operator's attention ([0027]).
#pragma once

#include "models/vmm/drivers/driver.h"
#include "models/vmm/drivers/key_sink.h"

namespace trapline::vmm {

class keyboard_driver final : public driver {
 public:
  static constexpr unsigned irq = 1;

  /// Switches the controller's translation off: what comes is what the keyboard sends, scan code set 2.
  void set_up(processor::physical_processor&) override;
  /// Empties the controller, and has the keyboard send what it sends after power-on.
  void take_from_firmware(processor::physical_processor&) override;
  void run(processor::physical_processor&, device_os&) override;

  /// Who gets what is typed from now on.
  void focus(key_sink& sink) { sink_ = &sink; }

 private:
  key_sink* sink_ = nullptr;
};

}  // namespace trapline::vmm
