/// The local APIC of a processor that is alone on its bus: the local vector table, the timer, priorities,
/// interrupt commands to itself, and the platform's 8259s behind LINT0 (virtual wire mode).
/// Element 10 (Fig. 1)
/// Intel IA-32 SDM volume 3 (2005), chapter 8, "Advanced Programmable Interrupt Controller"; the register
/// map of table 8-1, the reset state of 8.4.7.
/// After a reset LINT0 is an unmasked ExtINT, as firmware leaves it before anything else, so that software
/// that knows of no APIC has its interrupts.
/// *Not modelled*: SMI, INIT and start-up messages (accepted, and lost), NMI by an entry of the table, LINT1,
/// the thermal and the performance counter's entries (registers only), remote processors, another base
/// address, the TSC deadline mode, x2APIC. The timer counts a bus clock of 200 MHz, whatever the processor's
/// clock is.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/interrupts/interrupt_controller.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

struct local_apic_state {
  static constexpr std::size_t words = 8, entries = 6;

  std::uint32_t id, tpr, ldr, dfr, svr;
  std::array<std::uint32_t, words> isr, irr;
  std::uint32_t esr, errors;  ///< what is read, and what was found since it was last written
  std::uint32_t icr_low, icr_high;
  std::array<std::uint32_t, entries> lvt;
  std::uint32_t initial_count, divide;
  std::uint32_t count_at_start;
  bool counting;
  bool external;  ///< the level of LINT0
  bool off;       ///< by IA32_APIC_BASE: there is no APIC
  instant start;  ///< an edge of the divided clock, at which `count_at_start` was the count
};

template <typename Members>
void describe(Members& m, local_apic_state& s) {
  m.begins("local_apic", 2);
  m("id", s.id);
  m("tpr", s.tpr);
  m("ldr", s.ldr);
  m("dfr", s.dfr);
  m("svr", s.svr);
  m("isr", s.isr);
  m("irr", s.irr);
  m("esr", s.esr);
  m("errors", s.errors);
  m("icr_low", s.icr_low);
  m("icr_high", s.icr_high);
  m("lvt", s.lvt);
  m("initial_count", s.initial_count);
  m("divide", s.divide);
  m("count_at_start", s.count_at_start);
  m("counting", s.counting);
  m("external", s.external);
  m("off", s.off);
  m("start", s.start);
}

class local_apic final : public stateful_device<local_apic_state>,
                         public local_interrupt_controller,
                         private line_sink {
 public:
  static constexpr std::uint64_t base = 0xfee0'0000, bytes = 0x1000;
  static constexpr clock_domain bus_clock{200'000'000};

  local_apic();

  // as a chip
  std::span<const port_window> ports() const override { return {}; }
  std::span<const memory_window> memory() const override { return windows; }
  unsigned widest_access(unsigned) const override { return 4; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  instant next_event() const override;
  void reset(instant now) override;

  // as the processor's interrupt controller
  void stand_before(interrupt_controller& external) override { external_ = &external; }
  line_sink& external_request() override { return *this; }
  line_sink& irq(unsigned n) override { return external_->irq(n); }
  output_line& intr() override { return intr_; }
  bool listens_to(unsigned n) const override { return external_->listens_to(n); }
  int acknowledge(instant at) override;
  void observe(interrupt_observer* o) override {
    observer_ = o;
    external_->observe(o);
  }
  unsigned task_priority() const override { return state_.tpr >> 4; }
  void set_task_priority(unsigned priority, instant at) override {
    state_.tpr = (priority & 0xf) << 4;
    settle(at);
  }
  void switch_on(bool, instant) override;
  /// To the processor: a pulse for each command that says NMI.
  output_line& nmi() { return nmi_; }

 private:
  enum entry : unsigned { timer, thermal, counters, lint0, lint1, error };

  void set_level(bool high, instant at) override;
  void state_restored() override { intr_.restore(asks()); }

  bool software_enabled() const;
  bool accepts_external() const;
  unsigned processor_priority() const;
  /// The vector that would be taken, -1 for none.
  int deliverable() const;
  bool asks() const { return deliverable() >= 0 || accepts_external(); }
  void settle(instant at) { intr_.set(asks(), at); }

  void pend(unsigned vector);
  void pend_entry(entry, instant at);
  bool is_timers(int vector) const;
  void found(std::uint32_t error_bit);
  void end_of_interrupt(instant at);
  void command(std::uint32_t low, instant at);
  bool is_for_us() const;
  void write_entry(entry, std::uint32_t value);

  // the timer: local_apic_timer.cpp
  unsigned divisor() const;
  duration ticks(std::uint64_t counts) const;
  std::uint64_t counted_by(instant) const;
  std::uint32_t current_count(instant) const;
  void start_timer(std::uint32_t count, instant now);

  static constexpr std::array<memory_window, 1> windows{{{base, bytes, 0}}};

  interrupt_controller* external_ = nullptr;
  interrupt_observer* observer_ = nullptr;
  output_line intr_, nmi_;
};

}  // namespace trapline::devices
