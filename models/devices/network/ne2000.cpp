#include "models/devices/network/ne2000.h"

namespace trapline::devices {

namespace {

constexpr unsigned data_port = 0x10, reset_port = 0x18, port_count = 0x20;
constexpr unsigned prom_bytes = 0x20, memory_base = 0x4000;
constexpr std::uint8_t word_slot = 0x57;
constexpr std::uint8_t open_bus = 0xFF;

}  // namespace

ne2000::ne2000(const mac_address& address, std::uint16_t first_port)
    : address_{address}, window_{first_port, port_count, 0} {
  reset(instant{});
}

unsigned ne2000::widest_access(unsigned reg) const { return reg >= data_port && reg < reset_port ? 2 : 1; }

std::uint32_t ne2000::read(unsigned reg, unsigned width, instant now) {
  advance_to(now);
  if (reg < data_port) return controller_.read(reg);
  if (reg < reset_port) return controller_.read_data(now) & (width == 1 ? 0xFFU : 0xFFFFU);
  reset(now);
  return open_bus;
}

void ne2000::write(unsigned reg, unsigned, std::uint32_t value, instant now) {
  advance_to(now);
  if (reg < data_port)
    controller_.write(reg, static_cast<std::uint8_t>(value), now);
  else if (reg < reset_port)
    controller_.write_data(static_cast<std::uint16_t>(value), now);
}

void ne2000::receive(const ethernet_frame& frame, instant at) {
  advance_to(at);
  controller_.receive(frame, at);
}

std::uint8_t ne2000::read(std::uint16_t at) const {
  if (at < prom_bytes) {
    const unsigned byte = at / 2;
    if (byte < address_.size()) return address_[byte];
    return byte >= 14 ? word_slot : std::uint8_t{0};
  }
  const unsigned offset = at - memory_base;
  return at >= memory_base && offset < state_.memory.size() ? state_.memory[offset] : open_bus;
}

void ne2000::write(std::uint16_t at, std::uint8_t value) {
  const unsigned offset = at - memory_base;
  if (at >= memory_base && offset < state_.memory.size()) state_.memory[offset] = value;
}

}  // namespace trapline::devices
