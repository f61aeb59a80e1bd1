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

}  // namespace

void keyboard_driver::set_up(physical_processor& cpu) {
  const auto send = [&cpu](std::uint16_t port, std::uint32_t byte) {
    while ((cpu.io_read(status_port, 1, account::service_os) & input_full) != 0) {
    }
    cpu.io_write(port, 1, byte, account::service_os);
  };
  constexpr std::uint32_t write_command_byte = 0x60;
  constexpr std::uint32_t untranslated_with_irq1 = 0x25;
  send(status_port, write_command_byte);
  send(data_port, untranslated_with_irq1);
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
