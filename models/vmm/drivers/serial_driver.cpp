#include "models/vmm/drivers/serial_driver.h"

#include "models/vmm/drivers/device_os.h"

namespace trapline::vmm {

using processor::account;
using processor::physical_processor;

namespace {

// PC16550D, section 8.0: the registers of COM1.
constexpr std::uint16_t data_port = 0x3f8;
constexpr std::uint16_t interrupt_enable_port = 0x3f9;
constexpr std::uint16_t fifo_control_port = 0x3fa;
constexpr std::uint16_t line_control_port = 0x3fb;
constexpr std::uint16_t modem_control_port = 0x3fc;
constexpr std::uint16_t line_status_port = 0x3fd;
constexpr std::uint32_t data_ready = 0x01;

}  // namespace

void serial_driver::take_from_firmware(physical_processor& cpu) {
  cpu.io_write(fifo_control_port, 1, 0, account::service_os);
}

void serial_driver::set_up(physical_processor& cpu) {
  const auto put = [&cpu](std::uint16_t port, std::uint32_t byte) {
    cpu.io_write(port, 1, byte, account::service_os);
  };
  constexpr std::uint32_t divisor_latch = 0x80, eight_bits = 0x03;
  put(line_control_port, divisor_latch | eight_bits);
  put(data_port, 1);
  put(interrupt_enable_port, 0);
  put(line_control_port, eight_bits);
  put(modem_control_port, 0x0b);  // DTR, RTS, OUT2
  put(interrupt_enable_port, 0x01);
}

void serial_driver::run(physical_processor& cpu, device_os& os) {
  processor::step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  while ((cpu.io_read(line_status_port, 1, account::service_os) & data_ready) != 0) {
    const auto byte = static_cast<std::uint8_t>(cpu.io_read(data_port, 1, account::service_os));
    os.pass_on(m, cpu, sink_.where(), [&] { sink_.received(byte, cpu.now()); });
  }
}

}  // namespace trapline::vmm
