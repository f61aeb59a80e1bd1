/// Registers by page (data sheet, 10.2 and 10.3) and the command register.
#include "models/devices/network/dp8390.h"

namespace trapline::devices {

using namespace dp8390_bits;

namespace {

constexpr std::uint8_t open_bus = 0xFF;

constexpr std::uint8_t low(std::uint16_t v) { return static_cast<std::uint8_t>(v); }
constexpr std::uint8_t high(std::uint16_t v) { return static_cast<std::uint8_t>(v >> 8); }
constexpr void set_low(std::uint16_t& v, std::uint8_t b) { v = static_cast<std::uint16_t>((v & 0xFF00) | b); }
constexpr void set_high(std::uint16_t& v, std::uint8_t b) {
  v = static_cast<std::uint16_t>((v & 0x00FF) | b << 8);
}

}  // namespace

void dp8390::reset(instant now) {
  s_.cr = stp | abort_remote << 3;
  s_.isr = rst;
  s_.imr = 0;
  s_.dcr |= las;
  s_.tcr &= static_cast<std::uint8_t>(~lb);
  s_.dma = dp8390_state::remote::none;
  s_.active = s_.transmitting = s_.transmitter_held = false;
  settle(now);
}

std::uint8_t dp8390::read(unsigned reg) {
  if (reg == 0) return s_.cr;
  switch (s_.cr >> 6) {
    case 0:
      return read_page_0(reg);
    case 1:
      if (reg <= 6) return s_.par[reg - 1];
      return reg == 7 ? s_.curr : s_.mar[reg - 8];
    case 2:
      return read_page_2(reg);
    default:
      return open_bus;
  }
}

std::uint8_t dp8390::read_page_0(unsigned reg) {
  switch (reg) {
    case 0x1:
      return low(s_.clda);
    case 0x2:
      return high(s_.clda);
    case 0x3:
      return s_.bnry;
    case 0x4:
      return s_.tsr;
    case 0x5:
      return 0;  // NCR: collisions
    case 0x6: {
      const std::uint8_t byte = s_.fifo[s_.fifo_at];
      s_.fifo_at = (s_.fifo_at + 1U) % 8;
      return byte;
    }
    case 0x7:
      return s_.isr;
    case 0x8:
      return low(s_.crda);
    case 0x9:
      return high(s_.crda);
    case 0xC:
      return s_.rsr;
    case 0xD:
    case 0xE:
    case 0xF: {
      const std::uint8_t tally = s_.tallies[reg - 0xD];
      s_.tallies[reg - 0xD] = 0;
      return tally;
    }
    default:
      return open_bus;
  }
}

std::uint8_t dp8390::read_page_2(unsigned reg) const {
  switch (reg) {
    case 0x1:
      return s_.pstart;
    case 0x2:
      return s_.pstop;
    case 0x3:
      return s_.remote_next;
    case 0x4:
      return s_.tpsr;
    case 0x5:
      return s_.local_next;
    case 0x6:
      return high(s_.address_counter);
    case 0x7:
      return low(s_.address_counter);
    // Bits that the registers do not have read 1.
    case 0xC:
      return s_.rcr | 0xC0;
    case 0xD:
      return s_.tcr | 0xE0;
    case 0xE:
      return s_.dcr | 0x80;
    case 0xF:
      return s_.imr | 0x80;
    default:
      return open_bus;
  }
}

void dp8390::write(unsigned reg, std::uint8_t value, instant now) {
  if (reg == 0) return command(value, now);
  switch (s_.cr >> 6) {
    case 0:
      return write_page_0(reg, value, now);
    case 1:
      if (reg <= 6)
        s_.par[reg - 1] = value;
      else if (reg == 7)
        s_.curr = value;
      else
        s_.mar[reg - 8] = value;
      return;
    case 2:
      return write_page_2(reg, value);
    default:
      return;
  }
}

void dp8390::write_page_0(unsigned reg, std::uint8_t value, instant now) {
  switch (reg) {
    case 0x1:
      s_.pstart = value;
      break;
    case 0x2:
      s_.pstop = value;
      break;
    case 0x3:
      s_.bnry = value;
      // A ring overflow shows as reset until a packet was taken out.
      if (s_.active) s_.isr &= static_cast<std::uint8_t>(~rst);
      break;
    case 0x4:
      s_.tpsr = value;
      break;
    case 0x5:
      set_low(s_.tbcr, value);
      break;
    case 0x6:
      set_high(s_.tbcr, value);
      break;
    case 0x7:
      s_.isr &= static_cast<std::uint8_t>(~value | rst);
      break;
    case 0x8:
      set_low(s_.rsar, value);
      break;
    case 0x9:
      set_high(s_.rsar, value);
      break;
    case 0xA:
      set_low(s_.rbcr, value);
      break;
    case 0xB:
      set_high(s_.rbcr, value);
      break;
    case 0xC:
      s_.rcr = value & 0x3F;
      break;
    case 0xD:
      s_.tcr = value & 0x1F;
      if ((s_.tcr & atd) == 0) s_.transmitter_held = false;
      break;
    case 0xE:
      s_.dcr = value & 0x7F;
      break;
    case 0xF:
      s_.imr = value & 0x7F;
      break;
    default:
      break;
  }
  settle(now);
}

void dp8390::write_page_2(unsigned reg, std::uint8_t value) {
  switch (reg) {
    case 0x1:
      set_low(s_.clda, value);
      break;
    case 0x2:
      set_high(s_.clda, value);
      break;
    case 0x3:
      s_.remote_next = value;
      break;
    case 0x5:
      s_.local_next = value;
      break;
    case 0x6:
      set_high(s_.address_counter, value);
      break;
    case 0x7:
      set_low(s_.address_counter, value);
      break;
    default:
      break;
  }
}

void dp8390::command(std::uint8_t value, instant now) {
  // A transmission that was begun goes to its end.
  s_.cr = static_cast<std::uint8_t>((value & ~txp) | (s_.cr & txp));
  if ((value & stp) != 0) {
    s_.active = false;
    if (!s_.transmitting) s_.isr |= rst;
  } else if ((value & sta) != 0) {
    s_.active = true;
    s_.isr &= static_cast<std::uint8_t>(~rst);
  }
  begin_remote(value >> 3 & 7);
  if ((value & txp) != 0 && s_.active) {
    s_.cr |= txp;
    transmit(now);
  }
  settle(now);
}

void dp8390::advance_to(instant now) {
  if (s_.transmitting && s_.tx_due <= now) finish_transmission(s_.tx_due);
}

}  // namespace trapline::devices
