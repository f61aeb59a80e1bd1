/// A VGA: IBM Personal System/2 Hardware Interface Technical Reference, "Video Subsystem" (VGA function),
/// with 256 KiB of memory in four planes: ports 3B4h, 3B5h, 3BAh, 3C0h to 3CFh, 3D4h, 3D5h, 3DAh and the
/// memory window A0000h to BFFFFh. Addresses inside the planes are those of the hardware: chain-4 and
/// odd/even leave gaps that the CRTC's doubleword and word modes skip.
/// Element 13 (Fig. 1): an I/O device.
///
/// Memory lies interleaved, a 32-bit word an address, plane n in bits 8n to 8n+7.
///
/// *Not modelled*: the diagnostic bits 4 and 5 of input status 1 (read 0), the light pen, external clocks
/// (25.175 MHz instead), wait states and memory lost by a sequencer reset, port 46E8h, everything above a
/// VGA. What the monitor shows is made from the state when somebody looks (video/vga_picture.h).
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/line.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

/// Where the beam is when, in dots and lines; follows from the CRTC's and sequencer's registers.
struct vga_raster {
  bool fast_clock = false;  // 28.322 MHz
  std::uint32_t dots_in_line = 1, lines = 1;
  std::uint32_t shown_dots = 0, shown_lines = 0;
  std::uint32_t retrace_first = 0, retrace_lines = 0;
};

template <typename Members>
void describe(Members& m, vga_raster& s) {
  m("fast_clock", s.fast_clock);
  m("dots_in_line", s.dots_in_line);
  m("lines", s.lines);
  m("shown_dots", s.shown_dots);
  m("shown_lines", s.shown_lines);
  m("retrace_first", s.retrace_first);
  m("retrace_lines", s.retrace_lines);
}

struct vga_state {
  std::array<std::uint32_t, 0x10000> memory{};
  std::uint32_t latch = 0;
  std::array<std::uint8_t, 8> sequencer{};
  std::array<std::uint8_t, 0x19> crtc{};
  std::array<std::uint8_t, 9> graphics{};
  std::array<std::uint8_t, 0x15> attribute{};
  std::array<std::array<std::uint8_t, 3>, 256> palette{};
  std::uint8_t sequencer_index = 0, crtc_index = 0, graphics_index = 0;
  std::uint8_t attribute_index = 0;  // with bit 5, the palette address source
  bool attribute_wants_data = false;
  std::uint8_t misc_output = 0, feature_control = 0, subsystem_enable = 1;
  std::uint8_t pel_mask = 0xFF;
  std::uint8_t dac_index = 0, dac_part = 0;
  bool dac_reads = false;
  std::array<std::uint8_t, 3> dac_latch{};
  bool interrupt_pending = false;
  vga_raster raster;
  instant next = instant::never();
};

template <typename Members>
void describe(Members& m, vga_state& s) {
  m.begins("vga", 1);
  m("memory", s.memory);
  m("latch", s.latch);
  m("sequencer", s.sequencer);
  m("crtc", s.crtc);
  m("graphics", s.graphics);
  m("attribute", s.attribute);
  m("palette", s.palette);
  m("sequencer_index", s.sequencer_index);
  m("crtc_index", s.crtc_index);
  m("graphics_index", s.graphics_index);
  m("attribute_index", s.attribute_index);
  m("attribute_wants_data", s.attribute_wants_data);
  m("misc_output", s.misc_output);
  m("feature_control", s.feature_control);
  m("subsystem_enable", s.subsystem_enable);
  m("pel_mask", s.pel_mask);
  m("dac_index", s.dac_index);
  m("dac_part", s.dac_part);
  m("dac_reads", s.dac_reads);
  m("dac_latch", s.dac_latch);
  m("interrupt_pending", s.interrupt_pending);
  m("raster", s.raster);
  m("next", s.next);
}

/// An extension of the card that takes over the window at A0000h at times.
class vga_extension {
 public:
  /// Whether the window and the monitor are the extension's now.
  virtual bool rules() const = 0;
  /// @param address in the window; @param width 1, 2 or 4
  virtual std::uint32_t read_window(std::uint32_t address, unsigned width) const = 0;
  virtual void write_window(std::uint32_t address, unsigned width, std::uint32_t value) = 0;

 protected:
  ~vga_extension() = default;
};

class vga final : public stateful_device<vga_state> {
 public:
  /// What the memory window covers at most.
  static constexpr std::uint32_t memory_base = 0xA0000, memory_size = 0x20000;
  static constexpr clock_domain slow_clock{25'175'000}, fast_clock{28'322'000};

  vga() { reset(instant{}); }

  /// Register n is port 3B0h + n, and from memory_base on the byte of memory at physical address n.
  std::span<const port_window> ports() const override { return windows; }
  std::span<const memory_window> memory() const override { return {&memory_claim, 1}; }
  unsigned widest_access(unsigned reg) const override { return reg >= memory_base ? 4 : 1; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  instant next_event() const override { return state_.next; }
  void reset(instant now) override;

  void extend_by(vga_extension& e) { extension_ = &e; }

  /// The processor's view of the planes, at physical addresses; bytes outside the window that is set read FFh
  /// and are not written. @param width 1, 2 or 4, taken byte by byte from the lowest address.
  std::uint32_t read_memory(std::uint32_t address, unsigned width);
  void write_memory(std::uint32_t address, unsigned width, std::uint32_t value);

  /// The vertical retrace interrupt (IRQ 2 where a PC connects it).
  output_line& irq() { return irq_; }

 private:
  void state_restored() override;
  static constexpr memory_window memory_claim{memory_base, memory_size, memory_base};
  static constexpr std::array<port_window, 5> windows{
      {{0x3B4, 2, 0x04}, {0x3BA, 1, 0x0A}, {0x3C0, 16, 0x10}, {0x3D4, 2, 0x24}, {0x3DA, 1, 0x2A}}};

  std::uint8_t read_port(unsigned port, instant now);
  void write_port(unsigned port, std::uint8_t value, instant now);
  std::uint8_t read_crtc() const;
  void write_crtc(std::uint8_t value, instant now);
  void write_attribute(std::uint8_t value);
  std::uint8_t read_dac();
  void write_dac(std::uint8_t value);
  void start_dac_read(std::uint8_t index);
  bool responds_at(unsigned port) const;

  /// Whether an address in the window is another's.
  bool is_extended(std::uint32_t address) const {
    return extension_ != nullptr && extension_->rules() && address < memory_base + memory_size / 2;
  }

  // vga_memory.cpp
  struct place {
    bool claimed;
    std::uint32_t offset;   // from the start of the window
    std::uint16_t address;  // in the planes
  };
  place place_of(std::uint32_t address) const;
  std::uint8_t read_byte(std::uint32_t address);
  void write_byte(std::uint32_t address, std::uint8_t value);
  std::uint32_t combine(std::uint8_t value) const;

  // vga_timing.cpp
  void retime(instant now);
  bool interrupting() const;
  void plan_interrupt(instant now);
  std::uint8_t beam_status(instant now) const;
  const clock_domain& dot_clock() const { return state_.raster.fast_clock ? fast_clock : slow_clock; }

  output_line irq_;
  vga_extension* extension_ = nullptr;
};

}  // namespace trapline::devices
