/// National Semiconductor's DP8390D network interface controller (data sheet DP8390D/NS32490D of July 1995):
/// its registers, the receive ring with its page pointers, remote DMA with the send-packet command, address
/// recognition, the tally counters and the three loopback modes. It stands behind ne2000, which gives it
/// ports, memory and an interrupt line.
///
/// A frame is moved between buffer memory and cable as a whole: a sent one is taken when the command is
/// given, a received one stored when its last bit has come in.
///
/// Where the data sheet is silent: a remote DMA of 0 bytes is complete at once; a packet that would fill the
/// ring so that current page and boundary meet is an overflow (they would say that the ring is empty); the
/// test page 3 reads all ones.
///
/// *Not modelled*: collisions and what they bring (the medium has none), the FIFO's thresholds, overruns and
/// underruns, the upper half of 32-bit remote addresses (LAS).
#pragma once

#include "models/devices/line.h"
#include "models/devices/network/dp8390_registers.h"
#include "models/devices/network/ethernet.h"

namespace trapline::devices {

struct dp8390_state {
  enum class remote : std::uint8_t { none, read, write, send_packet };

  std::uint8_t cr, isr, imr, dcr, tcr, rcr, tsr, rsr;
  std::uint8_t pstart, pstop, bnry, curr, tpsr;
  std::uint16_t tbcr, rsar, rbcr;
  std::uint16_t clda, crda;  // current local and remote DMA addresses
  std::uint16_t address_counter;
  std::uint8_t remote_next, local_next;  // packet pointers
  mac_address par;
  std::array<std::uint8_t, 8> mar;
  std::array<std::uint8_t, 3> tallies;
  std::array<std::uint8_t, 8> fifo;
  std::uint8_t fifo_at;
  remote dma;
  bool active;            // started since it was last in reset
  bool transmitter_held;  // by a multicast, with ATD
  bool transmitting;
  std::uint8_t tx_status;  // TSR when it is done
  instant tx_due;
  ethernet_counters counters;
};

template <typename Members>
void describe(Members& m, dp8390_state& s) {
  m("cr", s.cr);
  m("isr", s.isr);
  m("imr", s.imr);
  m("dcr", s.dcr);
  m("tcr", s.tcr);
  m("rcr", s.rcr);
  m("tsr", s.tsr);
  m("rsr", s.rsr);
  m("pstart", s.pstart);
  m("pstop", s.pstop);
  m("bnry", s.bnry);
  m("curr", s.curr);
  m("tpsr", s.tpsr);
  m("tbcr", s.tbcr);
  m("rsar", s.rsar);
  m("rbcr", s.rbcr);
  m("clda", s.clda);
  m("crda", s.crda);
  m("address_counter", s.address_counter);
  m("remote_next", s.remote_next);
  m("local_next", s.local_next);
  m("par", s.par);
  m("mar", s.mar);
  m("tallies", s.tallies);
  m("fifo", s.fifo);
  m("fifo_at", s.fifo_at);
  m("dma", s.dma);
  m("active", s.active);
  m("transmitter_held", s.transmitter_held);
  m("transmitting", s.transmitting);
  m("tx_status", s.tx_status);
  m("tx_due", s.tx_due);
  m("counters", s.counters);
}

/// The local bus: buffer memory at its addresses.
class dp8390_memory {
 public:
  virtual std::uint8_t read(std::uint16_t address) const = 0;
  virtual void write(std::uint16_t address, std::uint8_t) = 0;

 protected:
  ~dp8390_memory() = default;
};

class dp8390 {
 public:
  dp8390(dp8390_state& state, dp8390_memory& memory) : s_{state}, memory_{memory} {}

  output_line irq;
  /// Without a cable the carrier is lost in every transmission.
  void connect(ethernet_medium& medium) { medium_ = &medium; }

  std::uint8_t read(unsigned reg);
  void write(unsigned reg, std::uint8_t value, instant now);
  /// The reset pin.
  void reset(instant now);
  /// One cycle of the remote DMA, of a word or a byte as the data configuration says.
  std::uint16_t read_data(instant now);
  void write_data(std::uint16_t value, instant now);

  void advance_to(instant now);
  instant next_event() const { return s_.transmitting ? s_.tx_due : instant::never(); }
  void receive(const ethernet_frame&, instant at);
  void restored() { irq.restore(interrupting()); }

 private:
  std::uint8_t read_page_0(unsigned reg);
  std::uint8_t read_page_2(unsigned reg) const;
  void write_page_0(unsigned reg, std::uint8_t value, instant now);
  void write_page_2(unsigned reg, std::uint8_t value);
  void command(std::uint8_t value, instant now);
  bool interrupting() const { return (s_.isr & s_.imr & 0x7F) != 0; }
  void settle(instant at) { irq.set(interrupting(), at); }

  // dp8390_remote_dma.cpp
  void begin_remote(unsigned command);
  bool word_wide() const { return (s_.dcr & dp8390_bits::wts) != 0; }
  void step_remote(instant now);

  // dp8390_transmit.cpp
  unsigned loopback() const { return (s_.tcr & dp8390_bits::lb) >> 1U; }
  /// Where the local DMA finds a byte: 68000s have them the other way round in a word.
  std::uint16_t local(std::uint16_t address) const;
  ethernet_frame frame_to_send() const;
  void transmit(instant now);
  void finish_transmission(instant at);
  void loop_back();

  // dp8390_receive.cpp
  bool recognizes(std::span<const std::byte> frame);
  std::uint8_t page_after(std::uint8_t page) const;
  bool store(std::span<const std::byte> frame, std::uint8_t status);
  void miss(std::uint8_t status);
  void count(dp8390_bits::tally which);

  dp8390_state& s_;
  dp8390_memory& memory_;
  ethernet_medium* medium_ = nullptr;
};

}  // namespace trapline::devices
