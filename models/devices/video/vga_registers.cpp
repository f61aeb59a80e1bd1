/// The VGA's ports: general registers, sequencer, CRTC, graphics and attribute controllers, DAC.
#include "models/devices/video/vga.h"

namespace trapline::devices {

namespace {

constexpr std::uint8_t open_bus = 0xFF;
constexpr std::uint8_t monitor_sensed = 0x10;
constexpr std::uint8_t protects = 0x80;  // CRTC 11h
// What each register keeps; the other bits read 0.
constexpr std::array<std::uint8_t, 5> sequencer_bits{0x03, 0x3D, 0x0F, 0x3F, 0x0E};
constexpr std::array<std::uint8_t, 9> graphics_bits{0x0F, 0x0F, 0x0F, 0x1F, 0x03, 0x7B, 0x0F, 0x0F, 0xFF};
constexpr std::array<std::uint8_t, 5> attribute_mode_bits{0xEF, 0xFF, 0x3F, 0x0F, 0x0F};  // from 10h on

}  // namespace

void vga::reset(instant now) {
  vga_state& s = state_;
  s.latch = 0;
  s.sequencer = {};
  s.crtc = {};
  s.graphics = {};
  s.attribute = {};
  s.sequencer_index = s.crtc_index = s.graphics_index = s.attribute_index = 0;
  s.attribute_wants_data = s.dac_reads = s.interrupt_pending = false;
  s.misc_output = s.feature_control = s.dac_index = s.dac_part = 0;
  s.subsystem_enable = 1;
  s.pel_mask = 0xFF;
  retime(now);
}

std::uint32_t vga::read(unsigned reg, unsigned width, instant now) {
  if (reg >= memory_base)
    return is_extended(reg) ? extension_->read_window(reg, width) : read_memory(reg, width);
  advance_to(now);
  return read_port(0x3B0 + reg, now);
}

void vga::write(unsigned reg, unsigned width, std::uint32_t value, instant now) {
  if (reg >= memory_base)
    return is_extended(reg) ? extension_->write_window(reg, width, value) : write_memory(reg, width, value);
  advance_to(now);
  write_port(0x3B0 + reg, static_cast<std::uint8_t>(value), now);
}

bool vga::responds_at(unsigned port) const {
  if (port == 0x3C3) return true;
  if ((state_.subsystem_enable & 1) == 0) return false;
  const bool colour = (state_.misc_output & 0x01) != 0;
  if (port < 0x3C0) return !colour;
  return port < 0x3D0 || colour;
}

std::uint8_t vga::read_port(unsigned port, instant now) {
  vga_state& s = state_;
  if (!responds_at(port)) return open_bus;
  switch (port) {
    case 0x3B4:
    case 0x3D4:
      return s.crtc_index;
    case 0x3B5:
    case 0x3D5:
      return read_crtc();
    case 0x3BA:
    case 0x3DA:
      s.attribute_wants_data = false;
      return beam_status(now);
    case 0x3C0:
      return s.attribute_index;
    case 0x3C1: {
      const unsigned index = s.attribute_index & 0x1FU;
      return index < s.attribute.size() ? s.attribute[index] : open_bus;
    }
    case 0x3C2:
      return static_cast<std::uint8_t>(monitor_sensed | (s.interrupt_pending ? 0x80 : 0));
    case 0x3C3:
      return s.subsystem_enable;
    case 0x3C4:
      return s.sequencer_index;
    case 0x3C5:
      return s.sequencer_index < sequencer_bits.size() ? s.sequencer[s.sequencer_index] : open_bus;
    case 0x3C6:
      return s.pel_mask;
    case 0x3C7:
      return s.dac_reads ? 3 : 0;
    case 0x3C8:
      return s.dac_index;
    case 0x3C9:
      return read_dac();
    case 0x3CA:
      return s.feature_control;
    case 0x3CC:
      return s.misc_output;
    case 0x3CE:
      return s.graphics_index;
    case 0x3CF:
      return s.graphics_index < s.graphics.size() ? s.graphics[s.graphics_index] : open_bus;
    default:
      return open_bus;
  }
}

void vga::write_port(unsigned port, std::uint8_t value, instant now) {
  vga_state& s = state_;
  if (!responds_at(port)) return;
  switch (port) {
    case 0x3B4:
    case 0x3D4:
      s.crtc_index = value & 0x3F;
      break;
    case 0x3B5:
    case 0x3D5:
      write_crtc(value, now);
      break;
    case 0x3BA:
    case 0x3DA:
      s.feature_control = value & 0x0B;
      break;
    case 0x3C0:
      write_attribute(value);
      break;
    case 0x3C2:
      s.misc_output = value & 0xEF;
      retime(now);
      break;
    case 0x3C3:
      s.subsystem_enable = value & 0x01;
      break;
    case 0x3C4:
      s.sequencer_index = value & 0x07;
      break;
    case 0x3C5:
      if (s.sequencer_index >= sequencer_bits.size()) break;
      s.sequencer[s.sequencer_index] = value & sequencer_bits[s.sequencer_index];
      if (s.sequencer_index == 1) retime(now);
      break;
    case 0x3C6:
      s.pel_mask = value;
      break;
    case 0x3C7:
      start_dac_read(value);
      break;
    case 0x3C8:
      s.dac_index = value;
      s.dac_part = 0;
      s.dac_reads = false;
      break;
    case 0x3C9:
      write_dac(value);
      break;
    case 0x3CE:
      s.graphics_index = value & 0x0F;
      break;
    case 0x3CF:
      if (s.graphics_index < s.graphics.size())
        s.graphics[s.graphics_index] = value & graphics_bits[s.graphics_index];
      break;
    default:
      break;
  }
}

std::uint8_t vga::read_crtc() const {
  const vga_state& s = state_;
  if (s.crtc_index < s.crtc.size()) return s.crtc[s.crtc_index];
  // Two that IBM does not name and every VGA has: the latch of the plane read, and the attribute flip-flop.
  if (s.crtc_index == 0x22) return static_cast<std::uint8_t>(s.latch >> (8 * (s.graphics[4] & 3U)));
  if (s.crtc_index == 0x24) return s.attribute_wants_data ? 0x80 : 0x00;
  return open_bus;
}

void vga::write_crtc(std::uint8_t value, instant now) {
  vga_state& s = state_;
  const unsigned index = s.crtc_index;
  if (index >= s.crtc.size()) return;
  if (index <= 7 && (s.crtc[0x11] & protects) != 0) {
    if (index != 7) return;
    // Of the protected registers only the line compare's bit in the overflow register stays open.
    value = static_cast<std::uint8_t>((s.crtc[7] & 0xEF) | (value & 0x10));
  }
  s.crtc[index] = value;
  retime(now);
}

void vga::write_attribute(std::uint8_t value) {
  vga_state& s = state_;
  s.attribute_wants_data = !s.attribute_wants_data;
  if (s.attribute_wants_data) {
    s.attribute_index = value & 0x3F;
    return;
  }
  const unsigned index = s.attribute_index & 0x1FU;
  if (index < 0x10) {
    // The palette cannot be written while it is in use.
    if ((s.attribute_index & 0x20) == 0) s.attribute[index] = value & 0x3F;
  } else if (index < s.attribute.size()) {
    s.attribute[index] = value & attribute_mode_bits[index - 0x10];
  }
}

// One address register serves both directions; a read works on a copy taken one entry ahead.
void vga::start_dac_read(std::uint8_t index) {
  state_.dac_latch = state_.palette[index];
  state_.dac_index = static_cast<std::uint8_t>(index + 1);
  state_.dac_part = 0;
  state_.dac_reads = true;
}

std::uint8_t vga::read_dac() {
  vga_state& s = state_;
  const std::uint8_t value = s.dac_latch[s.dac_part];
  if (++s.dac_part == 3) start_dac_read(s.dac_index);
  return value;
}

void vga::write_dac(std::uint8_t value) {
  vga_state& s = state_;
  s.dac_latch[s.dac_part] = value & 0x3F;
  if (++s.dac_part < 3) return;
  s.palette[s.dac_index] = s.dac_latch;
  ++s.dac_index;
  s.dac_part = 0;
}

}  // namespace trapline::devices
