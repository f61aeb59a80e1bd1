/// Where the drivers of the machine's keyboard and serial line pass what comes in: the models of a virtual
/// machine, wherever they are.
#pragma once

#include "models/devices/keyboard/keyboard_port.h"
#include "models/devices/serial/serial_port.h"
#include "models/vmm/drivers/keyboard_driver.h"
#include "models/vmm/drivers/serial_driver.h"
#include "models/vmm/machines/virtual_machine.h"

namespace trapline {

class key_input final : public vmm::key_sink {
 public:
  explicit key_input(vmm::virtual_machine& vm) : vm_{vm} {}

  void scan_code(std::uint8_t code, instant at) override {
    if (const auto* by = vm_.at_work().steps()) vm_.interrupts.announced(vmm::keyboard_driver::irq, *by);
    const auto [keyboard, model] = vm_.devices.role<devices::keyboard_port>();
    keyboard->raw_codes({&code, 1}, at);
    model->rearm();
  }
  const vmm::model_host& where() const override {
    return vm_.devices.role<devices::keyboard_port>().second->where();
  }

 private:
  vmm::virtual_machine& vm_;
};

/// The first serial line.
class serial_input final : public vmm::serial_sink {
 public:
  explicit serial_input(vmm::virtual_machine& vm) : vm_{vm} {}

  void received(std::uint8_t byte, instant at) override {
    const auto [port, model] = vm_.devices.role<devices::serial_port>();
    port->receive_character(byte, at);
    model->rearm();
  }
  const vmm::model_host& where() const override {
    return vm_.devices.role<devices::serial_port>().second->where();
  }

 private:
  vmm::virtual_machine& vm_;
};

}  // namespace trapline
