#include "models/devices/dma/i8237_pair.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace trapline::devices {

namespace {

constexpr unsigned first_registers = 0, second_registers = 16, page_registers = 48;
constexpr std::array<port_window, 3> windows{
    {{0x00, 16, first_registers}, {0xC0, 32, second_registers}, {0x81, 15, page_registers + 1}}};

/// Where the page register of each channel stands, from port 80h on. Channel 4 is the cascade.
constexpr std::array<unsigned, 8> page_of{0x7, 0x3, 0x1, 0x2, 0xF, 0xB, 0x9, 0xA};

}  // namespace

i8237_pair::i8237_pair(dma_memory& memory) : memory_{memory} {
  for (unsigned n = 0; n < pins_.size(); ++n) {
    pins_[n].owner = this;
    pins_[n].number = n;
  }
  reset(instant{});
}

dma_channel& i8237_pair::channel(unsigned number) {
  if (number == 4 || number >= pins_.size()) throw std::out_of_range("no such DMA channel");
  return pins_[number];
}

std::span<const port_window> i8237_pair::ports() const { return windows; }

std::uint32_t i8237_pair::read(unsigned reg, unsigned, instant) {
  if (reg < second_registers) return first_.read(reg);
  // Address line 0 does not reach the second controller.
  if (reg < page_registers) return second_.read((reg - second_registers) / 2);
  return state_.pages[(reg - page_registers) % 16];
}

void i8237_pair::write(unsigned reg, unsigned, std::uint32_t value, instant) {
  const auto byte = static_cast<std::uint8_t>(value);
  if (reg < second_registers) return first_.write(reg, byte);
  if (reg < page_registers) return second_.write((reg - second_registers) / 2, byte);
  state_.pages[(reg - page_registers) % 16] = byte;
}

void i8237_pair::reset(instant) {
  first_.master_clear();
  second_.master_clear();
}

void i8237_pair::set_request(unsigned number, bool high) {
  return number < 4 ? first_.set_request(number, high) : second_.set_request(number - 4, high);
}

dma_channel::result i8237_pair::transfer(unsigned number, std::span<std::byte> data, bool to_memory) {
  const bool bytes = number < 4;
  i8237& chip = bytes ? first_ : second_;
  const unsigned channel = number % 4;
  if (bytes && !(second_.serves(0) && second_.is_cascade(0))) return {0, false};
  if (!chip.serves(channel) || chip.is_cascade(channel)) return {0, false};

  const unsigned unit = bytes ? 1 : 2;
  const bool downwards = chip.counts_down(channel);
  const auto type = chip.type(channel);
  const bool moves =
      type == (to_memory ? i8237::transfer_type::to_memory : i8237::transfer_type::from_memory);
  const auto cycles =
      static_cast<std::uint32_t>(std::min<std::size_t>(data.size() / unit, chip.cycles_left(channel)));
  // Verify cycles, and those that the mode turned the wrong way, reach no memory: the device reads the
  // undriven bus.
  if (!moves && !to_memory) std::fill(data.begin(), data.begin() + cycles * unit, std::byte{0xFF});

  const std::uint32_t page = state_.pages[page_of[number]];
  bool terminal = false;
  for (std::uint32_t done = 0; done < cycles;) {
    const std::uint32_t at = chip.address(channel);
    const std::uint32_t until_wrap = downwards ? at + 1 : 0x10000 - at;
    const std::uint32_t n = std::min(cycles - done, until_wrap);
    const std::uint32_t base = bytes ? page << 16 : (page & 0xFE) << 16;
    if (moves) move_run(base + at * unit, downwards, unit, data.subspan(done * unit, n * unit), to_memory);
    terminal = chip.run(channel, n);
    done += n;
  }
  return {cycles * unit, terminal};
}

/// One run of addresses without wrap; `address` is that of its first unit.
void i8237_pair::move_run(std::uint32_t address, bool downwards, unsigned unit, std::span<std::byte> data,
                          bool to_memory) {
  if (!downwards) return to_memory ? memory_.write(address, data) : memory_.read(address, data);
  for (std::size_t at = 0; at < data.size(); at += unit, address -= unit) {
    const auto one = data.subspan(at, unit);
    to_memory ? memory_.write(address, one) : memory_.read(address, one);
  }
}

}  // namespace trapline::devices
