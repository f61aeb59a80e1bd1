#include "models/vmm/drivers/clock_driver.h"

namespace trapline::vmm {

using processor::account;

namespace {

// Motorola MC146818 (ADI-856), behind the AT's two ports; byte 32h is the century by convention.
constexpr std::uint16_t clock_index_port = 0x70;
constexpr std::uint16_t clock_data_port = 0x71;
constexpr unsigned second = 0, minute = 2, hour = 4, day = 7, month = 8, year = 9, register_a = 10,
                   century = 0x32;
constexpr std::uint32_t being_updated = 0x80;
constexpr std::uint32_t nmi_off = 0x80;

std::uint32_t clock_register(processor::physical_processor& cpu, unsigned index) {
  cpu.io_write(clock_index_port, 1, nmi_off | index, account::service_os);
  return cpu.io_read(clock_data_port, 1, account::service_os);
}

unsigned clock_digits(processor::physical_processor& cpu, unsigned index) {
  const std::uint32_t bcd = clock_register(cpu, index);
  return bcd / 16 * 10 + bcd % 16;
}

}  // namespace

devices::calendar_time read_clock(processor::physical_processor& cpu) {
  for (;;) {
    while ((clock_register(cpu, register_a) & being_updated) != 0) {
    }
    devices::calendar_time t{};
    t.second = clock_digits(cpu, second);
    t.minute = clock_digits(cpu, minute);
    t.hour = clock_digits(cpu, hour);
    t.day = clock_digits(cpu, day);
    t.month = clock_digits(cpu, month);
    t.year = clock_digits(cpu, year) + 100 * clock_digits(cpu, century);
    if (clock_digits(cpu, second) == t.second) return t;
  }
}

}  // namespace trapline::vmm
