#include "models/devices/interrupts/i8259.h"

#include <bit>

namespace trapline::devices {

namespace {

// ICW1
constexpr unsigned icw1_ic4 = 0x01;   // ICW4 follows
constexpr unsigned icw1_sngl = 0x02;  // no cascade
constexpr unsigned icw1_adi = 0x04;   // MCS-80: vectors four bytes apart, not eight
constexpr unsigned icw1_ltim = 0x08;
constexpr unsigned icw1_mark = 0x10;
// ICW4
constexpr unsigned icw4_8086 = 0x01;
constexpr unsigned icw4_aeoi = 0x02;
constexpr unsigned icw4_sfnm = 0x10;
// OCW2, OCW3
constexpr unsigned ocw3_mark = 0x08;
constexpr unsigned ocw2_eoi = 0x20;
constexpr unsigned ocw2_specific = 0x40;
constexpr unsigned ocw2_rotate = 0x80;
constexpr unsigned ocw3_ris = 0x01;
constexpr unsigned ocw3_rr = 0x02;
constexpr unsigned ocw3_poll = 0x04;
constexpr unsigned ocw3_smm = 0x20;
constexpr unsigned ocw3_esmm = 0x40;

constexpr unsigned polled_interrupt = 0x80;

constexpr std::uint8_t bit(int ir) { return static_cast<std::uint8_t>(1u << ir); }
constexpr std::uint8_t without(std::uint8_t set, unsigned gone) {
  return static_cast<std::uint8_t>(set & ~gone);
}

}  // namespace

std::uint8_t i8259::level_triggered() const { return (icw1 & icw1_ltim) != 0 ? 0xFF : level; }

std::uint8_t i8259::irr() const {
  const unsigned by_level = level_triggered();
  return static_cast<std::uint8_t>((lines & by_level) | (latches & ~by_level));
}

void i8259::set_line(unsigned ir, bool high) {
  const std::uint8_t b = bit(static_cast<int>(ir));
  if (high && (lines & b) == 0) latches |= b;
  if (!high) latches = without(latches, b);
  lines = high ? lines | b : without(lines, b);
}

void i8259::set_level_triggered(std::uint8_t inputs) {
  latches = without(latches, level ^ inputs);
  level = inputs;
}

int i8259::highest(unsigned inputs) const {
  if (inputs == 0) return -1;
  const int first = (lowest + 1) & 7;
  return (std::countr_zero(std::rotr(static_cast<std::uint8_t>(inputs), first)) + first) & 7;
}

bool i8259::cascades(int ir) const {
  return is_slave == 0 && (icw1 & icw1_sngl) == 0 && ir >= 0 && (icw3 & bit(ir)) != 0;
}

int i8259::pending() const {
  const int request = highest(without(irr(), imr));
  if (request < 0) return -1;
  const unsigned in_service = special_mask != 0 ? without(isr, imr) : isr;
  const int holder = highest(in_service);
  if (holder < 0) return request;
  // A slave in service may ask again for one of its own more urgent inputs.
  if (request == holder) return (icw4 & icw4_sfnm) != 0 && cascades(request) ? request : -1;
  return highest(unsigned{bit(request)} | bit(holder)) == request ? request : -1;
}

int i8259::begin_acknowledge() {
  const int ir = pending();
  if (ir >= 0) {
    isr |= bit(ir);
    latches = without(latches, bit(ir));
  }
  return ir;
}

std::uint8_t i8259::vector(int ir) const {
  const unsigned number = ir < 0 ? 7 : static_cast<unsigned>(ir);
  if ((icw4 & icw4_8086) != 0) return static_cast<std::uint8_t>((icw2 & 0xF8) | number);
  return static_cast<std::uint8_t>((icw1 & icw1_adi) != 0 ? (icw1 & 0xE0) | number << 2
                                                          : (icw1 & 0xC0) | number << 3);
}

void i8259::end_acknowledge(int ir) {
  // In MCS-80/85 mode it would end with a third pulse, which an x86 does not give.
  if (ir >= 0 && (icw4 & icw4_aeoi) != 0 && (icw4 & icw4_8086) != 0)
    end_of_interrupt(ir, rotate_in_aeoi != 0);
}

void i8259::end_of_interrupt(int ir, bool rotate) {
  isr = without(isr, bit(ir));
  if (rotate) lowest = static_cast<std::uint8_t>(ir);
}

std::uint8_t i8259::read(bool a0) {
  if (poll != 0) {
    poll = 0;
    const int ir = begin_acknowledge();
    end_acknowledge(ir);
    return ir < 0 ? 0 : static_cast<std::uint8_t>(polled_interrupt | static_cast<unsigned>(ir));
  }
  if (a0) return imr;
  return read_isr != 0 ? isr : irr();
}

void i8259::write(bool a0, std::uint8_t value) {
  if (a0) {
    if (next_icw != 0)
      write_next_icw(value);
    else
      imr = value;
  } else if ((value & icw1_mark) != 0) {
    write_icw1(value);
  } else if ((value & ocw3_mark) != 0) {
    write_ocw3(value);
  } else {
    write_ocw2(value);
  }
}

void i8259::write_icw1(std::uint8_t value) {
  icw1 = value;
  latches = imr = isr = 0;
  lowest = 7;
  special_mask = read_isr = poll = rotate_in_aeoi = 0;
  initialized = 0;
  next_icw = 2;
  if ((value & icw1_ic4) == 0) icw4 = 0;
}

void i8259::write_next_icw(std::uint8_t value) {
  const bool wants_icw4 = (icw1 & icw1_ic4) != 0;
  switch (next_icw) {
    case 2:
      icw2 = value;
      next_icw = (icw1 & icw1_sngl) == 0 ? 3 : (wants_icw4 ? 4 : 0);
      break;
    case 3:
      icw3 = value;
      next_icw = wants_icw4 ? 4 : 0;
      break;
    default:
      icw4 = value;
      next_icw = 0;
      break;
  }
  initialized = next_icw == 0;
}

void i8259::write_ocw2(std::uint8_t value) {
  const bool rotate = (value & ocw2_rotate) != 0;
  const bool specific = (value & ocw2_specific) != 0;
  if ((value & ocw2_eoi) != 0) {
    // An input masked in special mask mode is passed over by the non-specific form.
    const int ir = specific ? value & 7 : highest(special_mask != 0 ? without(isr, imr) : isr);
    if (ir >= 0) end_of_interrupt(ir, rotate);
  } else if (!specific) {
    rotate_in_aeoi = rotate;
  } else if (rotate) {
    lowest = value & 7;
  }
}

void i8259::write_ocw3(std::uint8_t value) {
  if ((value & ocw3_esmm) != 0) special_mask = (value & ocw3_smm) != 0;
  poll = (value & ocw3_poll) != 0;
  if ((value & ocw3_rr) != 0) read_isr = value & ocw3_ris;
}

}  // namespace trapline::devices
