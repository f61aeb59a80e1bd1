/// The VGA's memory as the processor sees it: windows, chaining, read and write modes.
#include "models/devices/video/vga.h"

namespace trapline::devices {

namespace {

constexpr std::uint8_t open_bus = 0xFF;

struct window {
  std::uint32_t base, size;
};
/// By bits 3 and 2 of graphics register 6.
constexpr std::array<window, 4> memory_windows{
    {{0xA0000, 0x20000}, {0xA0000, 0x10000}, {0xB0000, 0x8000}, {0xB8000, 0x8000}}};

/// A byte on all four planes.
constexpr std::uint32_t on_all(std::uint8_t byte) { return byte * 0x01010101U; }

/// FFh on each plane whose bit is set.
constexpr std::uint32_t on_planes(unsigned planes) {
  return ((planes & 1U) | (planes & 2U) << 7 | (planes & 4U) << 14 | (planes & 8U) << 21) * 0xFFU;
}

constexpr std::uint8_t rotated_right(std::uint8_t value, unsigned by) {
  return static_cast<std::uint8_t>(value >> by | value << (8 - by));
}

}  // namespace

vga::place vga::place_of(std::uint32_t address) const {
  const vga_state& s = state_;
  const unsigned select = s.graphics[6] >> 2U & 3U;
  const std::uint32_t offset = address - memory_windows[select].base;
  const bool enabled = (s.misc_output & 0x02) != 0 && (s.subsystem_enable & 1) != 0;
  if (!enabled || offset >= memory_windows[select].size) return {false, 0, 0};

  std::uint32_t in_plane = offset;
  if ((s.sequencer[4] & 0x08) != 0) {
    in_plane = offset & ~3U;
  } else if ((s.graphics[6] & 0x02) != 0) {
    // A0 chooses the plane; its place is taken by A16, or by the page bit where the window has no A16.
    const bool high = select == 0 ? (offset & 0x10000U) != 0 : (s.misc_output & 0x20) == 0;
    in_plane = (offset & ~1U) | (high ? 1U : 0U);
  }
  return {true, offset, static_cast<std::uint16_t>(in_plane)};
}

std::uint8_t vga::read_byte(std::uint32_t address) {
  vga_state& s = state_;
  const place at = place_of(address);
  if (!at.claimed) return open_bus;
  s.latch = s.memory[at.address];
  if ((s.graphics[5] & 0x08) != 0) {
    // Colour compare: a bit is set where all planes that count have the wanted colour.
    const std::uint32_t differ = (s.latch ^ on_planes(s.graphics[2])) & on_planes(s.graphics[7]);
    return static_cast<std::uint8_t>(~(differ | differ >> 8 | differ >> 16 | differ >> 24));
  }
  unsigned plane = s.graphics[4] & 3U;
  if ((s.sequencer[4] & 0x08) != 0)
    plane = at.offset & 3U;
  else if ((s.graphics[5] & 0x10) != 0)
    plane = (plane & 2U) | (at.offset & 1U);
  return static_cast<std::uint8_t>(s.latch >> (8 * plane));
}

std::uint32_t vga::combine(std::uint8_t value) const {
  const vga_state& s = state_;
  const unsigned mode = s.graphics[5] & 3U;
  if (mode == 1) return s.latch;
  const std::uint8_t turned = rotated_right(value, s.graphics[3] & 7U);
  std::uint8_t bits = s.graphics[8];
  std::uint32_t data = 0;
  if (mode == 0) {
    const std::uint32_t from_set_reset = on_planes(s.graphics[1]);
    data = (on_all(turned) & ~from_set_reset) | (on_planes(s.graphics[0]) & from_set_reset);
  } else if (mode == 2) {
    data = on_planes(value);
  } else {
    data = on_planes(s.graphics[0]);
    bits &= turned;
  }
  switch (s.graphics[3] >> 3 & 3) {
    case 1:
      data &= s.latch;
      break;
    case 2:
      data |= s.latch;
      break;
    case 3:
      data ^= s.latch;
      break;
    default:
      break;
  }
  return (data & on_all(bits)) | (s.latch & ~on_all(bits));
}

void vga::write_byte(std::uint32_t address, std::uint8_t value) {
  vga_state& s = state_;
  const place at = place_of(address);
  if (!at.claimed) return;
  unsigned planes = s.sequencer[2];
  if ((s.sequencer[4] & 0x08) != 0)
    planes &= 1U << (at.offset & 3U);
  else if ((s.sequencer[4] & 0x04) == 0)
    planes &= (at.offset & 1U) != 0 ? 0x0AU : 0x05U;
  const std::uint32_t written = on_planes(planes);
  std::uint32_t& cell = s.memory[at.address];
  cell = (cell & ~written) | (combine(value) & written);
}

std::uint32_t vga::read_memory(std::uint32_t address, unsigned width) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < width && i < 4; ++i)
    value |= static_cast<std::uint32_t>(read_byte(address + i)) << (8 * i);
  return value;
}

void vga::write_memory(std::uint32_t address, unsigned width, std::uint32_t value) {
  for (unsigned i = 0; i < width && i < 4; ++i)
    write_byte(address + i, static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace trapline::devices
