/// The CT1745 mixer of a Sound Blaster 16 (Creative, "Sound Blaster Series Hardware Programming Guide",
/// chapter 4): its register file, with the older mixers' registers as views of it, and the registers that set
/// up interrupt and DMA channels.
///
/// *Not modelled*: what the volumes do. Samples are recorded at the converters, so that a recording holds
/// what was sent, bit by bit.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace trapline::devices {

struct ct1745_state {
  std::uint8_t index;
  std::array<std::uint8_t, 0x48> registers;
  std::uint8_t interrupt_setup, dma_setup;  // 80h, 81h: a bit a line
  std::uint8_t interrupts;                  // 82h: who wants one
};

template <typename Members>
void describe(Members& m, ct1745_state& s) {
  m("index", s.index);
  m("registers", s.registers);
  m("interrupt_setup", s.interrupt_setup);
  m("dma_setup", s.dma_setup);
  m("interrupts", s.interrupts);
}

/// The register model over a state that somebody else keeps.
class ct1745 {
 public:
  /// Bits of register 82h.
  enum source : std::uint8_t { eight_bits = 0x01, sixteen_bits = 0x02, mpu_401 = 0x04 };

  explicit ct1745(ct1745_state& state) : s_{state} {}

  /// As the card leaves the factory: IRQ 5, DMA 1 and 5.
  void power_on();
  /// A write to register 0: volumes and switches.
  void reset();
  std::uint8_t read() const;
  void write(std::uint8_t value);

  /// 2, 5, 7 or 10; nothing if none is chosen.
  std::optional<unsigned> irq() const;
  /// 0, 1 or 3.
  std::optional<unsigned> dma_of_bytes() const;
  /// 5, 6 or 7; words go through the channel of bytes if none is chosen.
  std::optional<unsigned> dma_of_words() const;

 private:
  ct1745_state& s_;
};

}  // namespace trapline::devices
