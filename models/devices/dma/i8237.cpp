#include "models/devices/dma/i8237.h"

namespace trapline::devices {

namespace {

enum reg : unsigned {
  status_command = 8,
  request = 9,
  single_mask = 10,
  mode = 11,
  clear_flip_flop = 12,
  temporary_master_clear = 13,
  clear_mask = 14,
  all_mask = 15,
};
constexpr std::uint8_t command_disable = 0x04;
constexpr std::uint8_t mode_autoinitialize = 0x10;
constexpr std::uint8_t not_driven = 0xFF;  // a register that can only be written

std::uint8_t bit(unsigned channel) { return static_cast<std::uint8_t>(1U << channel); }

void change(std::uint8_t& bits, std::uint8_t which, bool set) {
  bits = static_cast<std::uint8_t>(set ? bits | which : bits & ~which);
}

}  // namespace

std::uint8_t i8237::read_half(std::uint16_t value) {
  const bool upper = s_.upper_byte;
  s_.upper_byte = !upper;
  return static_cast<std::uint8_t>(upper ? value >> 8 : value);
}

/// Base and current register are written together, a byte at a time.
void i8237::write_half(std::uint16_t& base, std::uint16_t& current, std::uint8_t value) {
  const auto put = [&](std::uint16_t& r) {
    r = static_cast<std::uint16_t>(s_.upper_byte ? (r & 0x00FF) | value << 8 : (r & 0xFF00) | value);
  };
  put(base);
  put(current);
  s_.upper_byte = !s_.upper_byte;
}

std::uint8_t i8237::read(unsigned r) {
  if (r < 8) {
    const auto& c = s_.channels[r / 2];
    return read_half(r % 2 == 0 ? c.current_address : c.current_count);
  }
  switch (r) {
    case status_command: {
      const unsigned requests = s_.requests | s_.software_requests;
      const auto answer = static_cast<std::uint8_t>(requests << 4 | s_.terminal_counts);
      s_.terminal_counts = 0;
      return answer;
    }
    case temporary_master_clear:
      return 0;  // no memory-to-memory transfer ever filled it
    default:
      return not_driven;
  }
}

void i8237::write(unsigned r, std::uint8_t value) {
  if (r < 8) {
    auto& c = s_.channels[r / 2];
    return r % 2 == 0 ? write_half(c.base_address, c.current_address, value)
                      : write_half(c.base_count, c.current_count, value);
  }
  const unsigned channel = value & 3;
  const bool set = (value & 4) != 0;
  switch (r) {
    case status_command:
      s_.command = value;
      return;
    case request:
      return change(s_.software_requests, bit(channel), set);
    case single_mask:
      return change(s_.mask, bit(channel), set);
    case mode:
      s_.channels[channel].mode = value;
      return;
    case clear_flip_flop:
      s_.upper_byte = false;
      return;
    case temporary_master_clear:
      return master_clear();
    case clear_mask:
      s_.mask = 0;
      return;
    default:
      s_.mask = value & 0x0F;
      return;  // all_mask
  }
}

void i8237::master_clear() {
  s_.command = 0;
  s_.mask = 0x0F;
  s_.software_requests = 0;
  s_.terminal_counts = 0;
  s_.upper_byte = false;
}

void i8237::set_request(unsigned channel, bool high) { change(s_.requests, bit(channel), high); }

bool i8237::serves(unsigned channel) const {
  return (s_.command & command_disable) == 0 && (s_.mask & bit(channel)) == 0;
}

i8237::transfer_type i8237::type(unsigned channel) const {
  return static_cast<transfer_type>(s_.channels[channel].mode >> 2 & 3);
}

bool i8237::run(unsigned channel, std::uint32_t n) {
  auto& c = s_.channels[channel];
  const bool terminal = n > c.current_count;
  c.current_address =
      static_cast<std::uint16_t>(counts_down(channel) ? c.current_address - n : c.current_address + n);
  c.current_count = static_cast<std::uint16_t>(c.current_count - n);
  if (!terminal) return false;
  change(s_.terminal_counts, bit(channel), true);
  change(s_.software_requests, bit(channel), false);
  if ((c.mode & mode_autoinitialize) != 0) {
    c.current_address = c.base_address;
    c.current_count = c.base_count;
  } else {
    change(s_.mask, bit(channel), true);
  }
  return true;
}

}  // namespace trapline::devices
