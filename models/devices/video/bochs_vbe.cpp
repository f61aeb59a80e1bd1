#include "models/devices/video/bochs_vbe.h"

#include <algorithm>

#include "models/devices/video/vbe_registers.h"

namespace trapline::devices {

using namespace vbe;

namespace {

constexpr std::uint16_t first_revision = 0xB0C0, revision = 0xB0C5;
constexpr std::uint16_t widest = 1600, highest = 1200, deepest = 32;
constexpr std::uint16_t planar = 4;

std::uint16_t depth_for(std::uint16_t wanted) {
  constexpr std::array<std::uint16_t, 6> known{4, 8, 15, 16, 24, 32};
  return std::ranges::find(known, wanted) != known.end() ? wanted : std::uint16_t{8};
}

}  // namespace

void bochs_vbe::reset(instant) {
  state_.index = 0;
  state_.registers = {};
  state_.registers[id] = revision;
}

bool bochs_vbe::rules() const {
  return (state_.registers[enable] & enabled) != 0 && state_.registers[bpp] != planar;
}

// Index at the first port; data at the second, and at the third for those who want it on an even address.
std::uint32_t bochs_vbe::read(unsigned reg, unsigned width, instant) {
  if (reg >= frame_buffer_base) return read_frame_buffer(reg - frame_buffer_base, width);
  const std::uint16_t value = reg == 0 ? state_.index : read_register();
  return width == 1 ? value & 0xFFU : value;
}

void bochs_vbe::write(unsigned reg, unsigned width, std::uint32_t value, instant) {
  if (reg >= frame_buffer_base) return write_frame_buffer(reg - frame_buffer_base, width, value);
  if (width == 1) return;  // the registers are words
  const auto word = static_cast<std::uint16_t>(value);
  if (reg == 0)
    state_.index = word;
  else
    write_register(word);
}

std::uint16_t bochs_vbe::read_register() const {
  const unsigned index = state_.index;
  if (index == memory_64k) return bochs_vbe_state::memory_bytes / 0x10000;
  if (index >= state_.registers.size()) return 0;
  if ((state_.registers[enable] & get_capabilities) != 0) {
    if (index == xres) return widest;
    if (index == yres) return highest;
    if (index == bpp) return deepest;
  }
  return state_.registers[index];
}

void bochs_vbe::write_register(std::uint16_t value) {
  auto& r = state_.registers;
  switch (state_.index) {
    case id:
      if (value >= first_revision && value <= revision) r[id] = value;
      break;
    case enable:
      switch_by(value);
      break;
    case bank:
      r[bank] = value % (bochs_vbe_state::memory_bytes / window_bytes);
      break;
    case xres:
    case yres:
    case bpp:
    case virtual_width:
    case x_offset:
    case y_offset:
      r[state_.index] = value;
      fit();
      break;
    default:
      break;
  }
}

void bochs_vbe::switch_by(std::uint16_t value) {
  auto& r = state_.registers;
  const bool begins = (value & enabled) != 0 && (r[enable] & enabled) == 0;
  r[enable] = value & (enabled | get_capabilities | linear | no_clear);
  r[bank] = 0;
  if (!begins) return;
  r[virtual_width] = r[x_offset] = r[y_offset] = 0;
  fit();
  if ((value & no_clear) == 0 && r[bpp] != planar) state_.memory = {};
}

/// While it is off the sizes are what was written: they are set up one by one.
void bochs_vbe::fit() {
  auto& r = state_.registers;
  if ((r[enable] & enabled) == 0) return;
  constexpr std::uint16_t multiple_of_8 = 0xFFF8;
  r[bpp] = depth_for(r[bpp]);
  r[xres] = std::clamp<std::uint16_t>(r[xres] & multiple_of_8, 8, widest);
  r[yres] = std::clamp<std::uint16_t>(r[yres], 1, highest);
  r[virtual_width] = std::max<std::uint16_t>(r[virtual_width] & multiple_of_8, r[xres]);
  if (r[bpp] == planar) return;
  const std::uint32_t lines = bochs_vbe_state::memory_bytes / pitch(state_);
  r[virtual_height] = static_cast<std::uint16_t>(std::min<std::uint32_t>(lines, 0xFFFF));
  r[yres] = std::min(r[yres], r[virtual_height]);
  const auto shown_is_in_memory = [this, &r] {
    return start(state_) + r[yres] * pitch(state_) <= bochs_vbe_state::memory_bytes;
  };
  if (!shown_is_in_memory()) r[y_offset] = 0;
  if (!shown_is_in_memory()) r[x_offset] = 0;
}

std::uint32_t bochs_vbe::in_window(std::uint32_t address) const {
  return state_.registers[bank] * window_bytes + (address - window_base) % window_bytes;
}

std::uint32_t bochs_vbe::read_window(std::uint32_t address, unsigned width) const {
  return read_frame_buffer(in_window(address), width);
}

void bochs_vbe::write_window(std::uint32_t address, unsigned width, std::uint32_t value) {
  write_frame_buffer(in_window(address), width, value);
}

std::uint32_t bochs_vbe::read_frame_buffer(std::uint32_t offset, unsigned width) const {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < width && i < 4; ++i) {
    const std::uint64_t at = std::uint64_t{offset} + i;
    value |= (at < state_.memory.size() ? state_.memory[at] : 0xFFU) << (8 * i);
  }
  return value;
}

void bochs_vbe::write_frame_buffer(std::uint32_t offset, unsigned width, std::uint32_t value) {
  for (unsigned i = 0; i < width && i < 4; ++i) {
    const std::uint64_t at = std::uint64_t{offset} + i;
    if (at < state_.memory.size()) state_.memory[at] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

}  // namespace trapline::devices
