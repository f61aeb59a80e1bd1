#include "models/devices/sound/ct1745.h"

#include <bit>

namespace trapline::devices {

namespace {

constexpr std::uint8_t open_bus = 0xFF;
constexpr unsigned first_volume = 0x30;

struct register_row {
  std::uint8_t kept, initial;
};
/// From 30h on: master, voice, MIDI, CD and line left and right, microphone, speaker, switches, gains, AGC,
/// tone.
constexpr std::array<register_row, 0x18> volumes{
    {{0xF8, 0xC0}, {0xF8, 0xC0}, {0xF8, 0xC0}, {0xF8, 0xC0}, {0xF8, 0xC0}, {0xF8, 0xC0},
     {0xF8, 0x00}, {0xF8, 0x00}, {0xF8, 0x00}, {0xF8, 0x00}, {0xF8, 0x00}, {0xC0, 0x00},
     {0x1F, 0x1F}, {0x7F, 0x15}, {0x7F, 0x0B}, {0xC0, 0x00}, {0xC0, 0x00}, {0xC0, 0x00},
     {0xC0, 0x00}, {0x01, 0x00}, {0xF0, 0x80}, {0xF0, 0x80}, {0xF0, 0x80}, {0xF0, 0x80}}};

/// Registers of the CT1345: left volume in the upper, right in the lower half.
struct older_register {
  std::uint8_t index, left;
};
constexpr std::array<older_register, 5> older{
    {{0x04, 0x32}, {0x22, 0x30}, {0x26, 0x34}, {0x28, 0x36}, {0x2E, 0x38}}};
constexpr std::uint8_t older_microphone = 0x0A, microphone = 0x3A;

const older_register* older_at(std::uint8_t index) {
  for (const older_register& r : older)
    if (r.index == index) return &r;
  return nullptr;
}

constexpr std::array<unsigned, 4> interrupt_lines{2, 5, 7, 10};

/// The lowest set bit among `allowed`.
std::optional<unsigned> lowest(std::uint8_t set, std::uint8_t allowed) {
  const unsigned chosen = set & allowed;
  if (chosen == 0) return {};
  return static_cast<unsigned>(std::countr_zero(chosen));
}

}  // namespace

void ct1745::power_on() {
  s_ = {};
  s_.interrupt_setup = 0x02;
  s_.dma_setup = 0x22;
  reset();
}

void ct1745::reset() {
  for (unsigned i = 0; i < volumes.size(); ++i) s_.registers[first_volume + i] = volumes[i].initial;
}

std::uint8_t ct1745::read() const {
  if (s_.index == 0x80) return s_.interrupt_setup | 0xF0;
  if (s_.index == 0x81) return s_.dma_setup;
  if (s_.index == 0x82) return s_.interrupts;
  if (const older_register* r = older_at(s_.index))
    return static_cast<std::uint8_t>((s_.registers[r->left] & 0xF0) | s_.registers[r->left + 1U] >> 4);
  if (s_.index == older_microphone) return s_.registers[microphone] >> 5;
  if (s_.index >= first_volume && s_.index < s_.registers.size()) return s_.registers[s_.index];
  return open_bus;
}

void ct1745::write(std::uint8_t value) {
  if (s_.index == 0) return reset();
  if (s_.index == 0x80) s_.interrupt_setup = value & 0x0F;
  if (s_.index == 0x81) s_.dma_setup = value & 0xEB;
  if (const older_register* r = older_at(s_.index)) {
    s_.registers[r->left] = value & 0xF0;
    s_.registers[r->left + 1U] = static_cast<std::uint8_t>(value << 4);
  } else if (s_.index == older_microphone) {
    s_.registers[microphone] = static_cast<std::uint8_t>(value << 5);
  } else if (s_.index >= first_volume && s_.index < s_.registers.size()) {
    s_.registers[s_.index] = value & volumes[s_.index - first_volume].kept;
  }
}

std::optional<unsigned> ct1745::irq() const {
  const auto bit = lowest(s_.interrupt_setup, 0x0F);
  return bit ? std::optional{interrupt_lines[*bit]} : std::nullopt;
}

std::optional<unsigned> ct1745::dma_of_bytes() const { return lowest(s_.dma_setup, 0x0B); }

std::optional<unsigned> ct1745::dma_of_words() const { return lowest(s_.dma_setup, 0xE0); }

}  // namespace trapline::devices
