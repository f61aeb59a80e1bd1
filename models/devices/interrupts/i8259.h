/// Intel 8259A programmable interrupt controller: one chip, its registers and its priority resolver.
/// Time does not matter to it. Two of them in cascade are the PC's `i8259_pair`.
/// Element 14 (Fig. 1).
/// Intel 8259A datasheet, order number 231468, "Programming the 8259A" and "Interrupt sequence".
/// What it leaves open: ICW1 also empties the in-service register, INT stays low until the initialization
/// is complete, and a poll that finds no request reads zero. INT follows the requests and falls with the last
/// of them, so only a processor that had already seen it gets the default IR7.
/// *Not modelled*: the buffered mode's EN pin (accepted, no effect); in MCS-80/85 mode only the second
/// of the three bytes, which is what an x86's second INTA pulse would read.
#pragma once

#include <cstdint>

namespace trapline::devices {

/// Plain data; the flags are bytes.
struct i8259 {
  std::uint8_t lines;    ///< levels of IR0-IR7
  std::uint8_t latches;  ///< edges seen and not yet acknowledged; a line that falls clears its own
  std::uint8_t isr;
  std::uint8_t imr;
  std::uint8_t level;  ///< inputs that are level triggered (ELCR); ICW1's LTIM makes all of them so
  std::uint8_t icw1, icw2, icw3, icw4;
  std::uint8_t next_icw;  ///< the initialization word that A0 = 1 takes next; 0: none, OCW1
  std::uint8_t initialized;
  std::uint8_t lowest;    ///< the input of lowest priority
  std::uint8_t read_isr;  ///< OCW3 chose ISR over IRR
  std::uint8_t poll;      ///< the next read is an acknowledge
  std::uint8_t special_mask;
  std::uint8_t rotate_in_aeoi;
  std::uint8_t is_slave;  ///< the SP pin

  /// @param a0 the address pin.
  void write(bool a0, std::uint8_t value);
  std::uint8_t read(bool a0);
  void set_line(unsigned ir, bool high);
  void set_level_triggered(std::uint8_t inputs);

  /// The interrupt request register.
  std::uint8_t irr() const;
  /// The INT pin.
  bool interrupting() const { return initialized != 0 && pending() >= 0; }
  /// The request that an acknowledge would take, or -1.
  int pending() const;
  /// First INTA pulse: takes pending(); -1 if the request has gone, and then ISR stays as it is.
  int begin_acknowledge();
  /// What the second INTA pulse reads; -1 gives IR7's, the default.
  std::uint8_t vector(int ir) const;
  /// End of the second INTA pulse: automatic end of interrupt.
  void end_acknowledge(int ir);
  /// Whether a slave is to give the vector of this input.
  bool cascades(int ir) const;
  std::uint8_t slave_id() const { return icw3 & 7; }

 private:
  std::uint8_t level_triggered() const;
  int highest(unsigned inputs) const;
  void write_icw1(std::uint8_t value);
  void write_next_icw(std::uint8_t value);
  void write_ocw2(std::uint8_t value);
  void write_ocw3(std::uint8_t value);
  void end_of_interrupt(int ir, bool rotate);
};

template <typename Members>
void describe(Members& m, i8259& s) {
  m("lines", s.lines);
  m("latches", s.latches);
  m("isr", s.isr);
  m("imr", s.imr);
  m("level", s.level);
  m("icw1", s.icw1);
  m("icw2", s.icw2);
  m("icw3", s.icw3);
  m("icw4", s.icw4);
  m("next_icw", s.next_icw);
  m("initialized", s.initialized);
  m("lowest", s.lowest);
  m("read_isr", s.read_isr);
  m("poll", s.poll);
  m("special_mask", s.special_mask);
  m("rotate_in_aeoi", s.rotate_in_aeoi);
  m("is_slave", s.is_slave);
}

}  // namespace trapline::devices
