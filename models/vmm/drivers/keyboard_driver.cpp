#include "models/vmm/drivers/keyboard_driver.h"

#include "models/vmm/drivers/device_os.h"

namespace trapline::vmm {

using processor::account;
using processor::physical_processor;

namespace {

constexpr std::uint16_t data_port = 0x60;
constexpr std::uint16_t status_port = 0x64;
constexpr std::uint32_t output_full = 0x01;
constexpr std::uint32_t input_full = 0x02;
constexpr std::uint32_t from_mouse = 0x20;

std::uint32_t status_of(physical_processor& cpu) { return cpu.io_read(status_port, 1, account::service_os); }

void send(physical_processor& cpu, std::uint16_t port, std::uint32_t byte) {
  while ((status_of(cpu) & input_full) != 0) {
  }
  cpu.io_write(port, 1, byte, account::service_os);
}

void set_mode(physical_processor& cpu, std::uint32_t command_byte) {
  constexpr std::uint32_t write_command_byte = 0x60;
  send(cpu, status_port, write_command_byte);
  send(cpu, data_port, command_byte);
}

void empty(physical_processor& cpu) {
  while ((status_of(cpu) & output_full) != 0) cpu.io_read(data_port, 1, account::service_os);
}

/// Waits for the keyboard's answer, as long as a keyboard that is there may take.
void tell_keyboard(physical_processor& cpu, std::uint32_t command) {
  constexpr std::uint32_t acknowledged = 0xfa;
  constexpr duration most = duration::ms(25);
  send(cpu, data_port, command);
  for (const instant last = cpu.now() + most; cpu.now() < last;)
    if ((status_of(cpu) & output_full) != 0 && cpu.io_read(data_port, 1, account::service_os) == acknowledged)
      return;
}

}  // namespace

void keyboard_driver::take_from_firmware(physical_processor& cpu) {
  constexpr std::uint32_t untranslated_without_irqs = 0x24;
  constexpr std::uint32_t use_scan_code_set = 0xf0, second_set = 2, set_defaults = 0xf6, enable = 0xf4;
  set_mode(cpu, untranslated_without_irqs);
  empty(cpu);
  for (const std::uint32_t byte : {set_defaults, use_scan_code_set, second_set, enable})
    tell_keyboard(cpu, byte);
  empty(cpu);
}

void keyboard_driver::set_up(physical_processor& cpu) {
  constexpr std::uint32_t untranslated_with_irq1 = 0x25;
  set_mode(cpu, untranslated_with_irq1);
}

void keyboard_driver::run(physical_processor& cpu, device_os& os) {
  processor::step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  for (;;) {
    const std::uint32_t status = cpu.io_read(status_port, 1, account::service_os);
    if ((status & output_full) == 0) return;
    const auto code = static_cast<std::uint8_t>(cpu.io_read(data_port, 1, account::service_os));
    if ((status & from_mouse) != 0 || sink_ == nullptr) continue;
    os.pass_on(m, cpu, sink_->where(), [&] { sink_->scan_code(code, cpu.now()); });
  }
}

}  // namespace trapline::vmm
