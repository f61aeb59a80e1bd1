/// Intel 8254 programmable interval timer, as a PC wires it: three counters on one clock of exactly
/// 13125000/11 Hz (14.31818 MHz / 12). Lets its user forget modes, latches and time: it catches up to
/// the instant of an access however long ago the last one was.
/// Element 15 (Fig. 1).
/// Intel 8254 datasheet, order number 231164, "Programming the 8254" and "Mode definitions".
/// The chip has no reset pin: reset() leaves it as it is.
/// *Not modelled*: the half clock between the rising edge that samples GATE and the falling edge that
/// counts (one edge a clock does both, and a write or gate change at that very edge counts for the next);
/// BCD digits above nine count at their decimal weight but read back carried; a count of 1, which the
/// datasheet forbids in modes 2 and 3, holds OUT low in mode 2 and high in mode 3.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/devices/line.h"
#include "models/devices/stateful_device.h"
#include "models/devices/timers/i8254_counter.h"

namespace trapline::devices {

/// A counter with what stands between it and the data bus.
struct i8254_channel {
  i8254_counter counter;
  std::uint64_t edge;         ///< the last clock edge that was counted
  std::uint64_t out_changes;  ///< the edge at which OUT changes next, or i8254_counter::forever
  instant out_changes_at;     ///< the same as time
  instant out_rises_at;       ///< when it is next high after having been low
  std::uint16_t latched_count;
  std::uint8_t latched_bytes;  ///< of latched_count still to be read; 0: reads follow ce
  std::uint8_t latched_status;
  std::uint8_t status_is_latched;
  std::uint8_t low_byte;  ///< the first byte of a two-byte write
  std::uint8_t write_high_next;
  std::uint8_t read_high_next;
};

template <typename Members>
void describe(Members& m, i8254_channel& s) {
  m("counter", s.counter);
  m("edge", s.edge);
  m("out_changes", s.out_changes);
  m("out_changes_at", s.out_changes_at);
  m("out_rises_at", s.out_rises_at);
  m("latched_count", s.latched_count);
  m("latched_bytes", s.latched_bytes);
  m("latched_status", s.latched_status);
  m("status_is_latched", s.status_is_latched);
  m("low_byte", s.low_byte);
  m("write_high_next", s.write_high_next);
  m("read_high_next", s.read_high_next);
}

struct i8254_state {
  std::array<i8254_channel, 3> channel;
};

template <typename Members>
void describe(Members& m, i8254_state& s) {
  m.begins("i8254", 1);
  m("channel", s.channel);
}

/// Hears of what the guest does to a counter (the speaker's frequency, a monitor's missed ticks).
class i8254_observer {
 public:
  /// A control word or a whole count was written to the counter.
  virtual void programmed(unsigned counter, instant at) = 0;

 protected:
  ~i8254_observer() = default;
};

class i8254 final : public stateful_device<i8254_state> {
 public:
  /// CLK of all three counters.
  static constexpr clock_domain clock{13'125'000, 11};

  /// Power-on: the datasheet leaves everything undefined; here every counter waits in mode 0 with OUT
  /// low. GATE inputs are high until somebody drives them.
  i8254();

  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  /// The next edge of an OUT that is connected, or the next rise of one that tells falls late; the others
  /// need nobody to wait for them. A host that
  /// comes late hears every edge of a connected OUT one by one, each with its own instant.
  instant next_event() const override;
  void reset(instant now) override { advance_to(now); }

  line_sink& gate(unsigned n) { return gates_.at(n); }
  output_line& out(unsigned n) { return outs_.at(n); }
  /// Clocks of one period as last programmed, for a counter in a periodic mode; 0 for the others and
  /// before a count was written.
  std::uint32_t period(unsigned n) const;
  void observe(i8254_observer& who) { observers_.push_back(&who); }

 private:
  void state_restored() override {
    for (unsigned n = 0; n < outs_.size(); ++n) outs_[n].restore(state_.channel[n].counter.out != 0);
  }
  class gate_input final : public line_sink {
   public:
    gate_input(i8254& chip, unsigned n) : chip_{chip}, n_{n} {}
    void set_level(bool high, instant at) override;

   private:
    i8254& chip_;
    unsigned n_;
  };

  static constexpr std::array<port_window, 1> windows{{{0x40, 4, 0}}};

  i8254_channel& caught_up(unsigned n, instant now);
  void pass_edges_of_out(unsigned n, std::uint64_t to_edge);
  void foresee(i8254_channel& c);
  void tell_observers(unsigned n, instant at);
  void drive(unsigned n, instant at) { outs_[n].set(state_.channel[n].counter.out != 0, at); }
  void write_control(std::uint8_t word, instant now);
  void write_counter(unsigned n, std::uint8_t value, instant now);
  std::uint8_t read_counter(unsigned n, instant now);

  std::array<gate_input, 3> gates_{{{*this, 0}, {*this, 1}, {*this, 2}}};
  std::array<output_line, 3> outs_;
  std::vector<i8254_observer*> observers_;
};

}  // namespace trapline::devices
