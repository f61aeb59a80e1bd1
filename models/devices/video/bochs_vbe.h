/// The VBE extension of Bochs' and QEMU's VGA ("DISPI", revision B0C5h): an index and a data port of 16 bits
/// at 1CEh and 1CFh, a frame buffer of its own of 4 MiB that software reaches by 64 KiB banks through the
/// VGA's window at A0000h and as a whole at E0000000h, where an ISA machine has nothing else.
/// Element 13 (Fig. 1): an I/O device.
///
/// With 4 bits a pixel, and while it is off, the window, the memory and the picture are the VGA's; in the
/// modes of 8 bits the VGA's DAC gives the colours.
///
/// Sizes are made to fit as QEMU does: widths are multiples of 8, a virtual screen is at least as wide as the
/// shown one and as high as memory allows, an offset that leaves memory is 0.
///
/// *Not modelled*: the DAC of 8 bits (its bit stays clear), switching the VGA's own registers along.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/stateful_device.h"
#include "models/devices/video/vga.h"
#include "sim/picture.h"

namespace trapline::devices {

struct bochs_vbe_state {
  static constexpr std::uint32_t memory_bytes = 4 << 20;

  std::uint16_t index;
  std::array<std::uint16_t, 10> registers;
  std::array<std::uint8_t, memory_bytes> memory;
};

template <typename Members>
void describe(Members& m, bochs_vbe_state& s) {
  m.begins("bochs_vbe", 1);
  m("index", s.index);
  m("registers", s.registers);
  m("memory", s.memory);
}

// The small base first: sanitizers take a base behind megabytes of state for a broken object.
class bochs_vbe final : public vga_extension, public stateful_device<bochs_vbe_state> {
 public:
  static constexpr std::uint32_t window_base = 0xA0000, window_bytes = 0x10000;
  static constexpr std::uint32_t frame_buffer_base = 0xE0000000,
                                 frame_buffer_bytes = bochs_vbe_state::memory_bytes;

  bochs_vbe() { reset(instant{}); }

  std::span<const port_window> ports() const override { return windows; }
  std::span<const memory_window> memory() const override { return {&frame_buffer, 1}; }
  unsigned widest_access(unsigned reg) const override { return reg >= frame_buffer_base ? 4 : 2; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant) override {}
  instant next_event() const override { return instant::never(); }
  void reset(instant now) override;

  bool rules() const override;
  /// @pre rules()
  std::uint32_t read_window(std::uint32_t address, unsigned width) const override;
  void write_window(std::uint32_t address, unsigned width, std::uint32_t value) override;
  /// What lies beyond memory reads all ones and is not written. @param offset from the frame buffer's base
  std::uint32_t read_frame_buffer(std::uint32_t offset, unsigned width) const;
  void write_frame_buffer(std::uint32_t offset, unsigned width, std::uint32_t value);

 private:
  static constexpr std::array<port_window, 1> windows{{{0x1CE, 3, 0}}};
  static constexpr memory_window frame_buffer{frame_buffer_base, frame_buffer_bytes, frame_buffer_base};

  std::uint16_t read_register() const;
  void write_register(std::uint16_t value);
  void switch_by(std::uint16_t value);
  void fit();
  std::uint32_t in_window(std::uint32_t address) const;
};

/// What the monitor shows while the extension rules it; the palette is the VGA's.
picture picture_of(const bochs_vbe_state&, const vga_state&);

}  // namespace trapline::devices
