/// A physical processor: one SystemC process, whose whole life is the software that it runs in root
/// mode (a monitor, or the bare loop of a machine without one). It keeps the processor's own time in
/// sixteenths of a cycle, runs ahead of the SystemC kernel as far as nothing due in between could
/// touch it, and accounts for every cycle.
/// Element 10 (Fig. 1)
/// Not modelled: caches and TLBs of its own (each virtual_cpu's core has its, if any), more than one thread a
/// core, NMI, SMM.
#pragma once

#include <array>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>

#include "models/bus/attributes.h"
#include "models/bus/event_calendar.h"
#include "models/devices/line.h"
#include "models/processor/engine/x86_core.h"
#include "sim/time.h"

namespace trapline::processor {

class core_team;
class physical_processor;

/// Who a cycle is spent on. Every cycle of a processor belongs to exactly one.
enum class account : std::uint8_t { guest, monitor, service_os, idle, count_ };

/// The software in root mode.
class root_software {
 public:
  /// The processor's life from power-on; returns when the simulation is to end.
  virtual void run(physical_processor&) = 0;
  /// The INTR pin changed at an instant that is not after the processor's own time, or the processor is idle.
  virtual void interrupt_pin_changed(physical_processor&, bool high) = 0;

 protected:
  ~root_software() = default;
};

class physical_processor final : public sc_core::sc_module, private devices::line_sink {
 public:
  /// @param quantum how far this processor may run ahead of the others.
  physical_processor(sc_core::sc_module_name, clock_domain, const bus::event_calendar&, duration quantum);
  ~physical_processor() override;

  tlm_utils::simple_initiator_socket<physical_processor> bus;
  devices::line_sink& interrupt_pin() { return *this; }
  bool interrupt_pending() const { return pin_high_; }

  void install(root_software& s) { software_ = &s; }

  // --- time
  engine::ticks now_ticks() const { return base_ + (running_ != nullptr ? running_->now() : 0); }
  cycles now_cycles() const { return cycles{now_ticks() / engine::ticks_per_cycle}; }
  instant now() const { return tick_clock_.edge(cycles{now_ticks()}); }
  const clock_domain& clock() const { return clock_; }
  /// The last tick that is not after t.
  engine::ticks ticks_by(instant t) const { return by_.of(t, tick_clock_); }
  cycles spent(account a) const;

  /// Spends time on something that is no guest code.
  void spend(account a, cycles c) {
    const engine::ticks t = c.count() * engine::ticks_per_cycle;
    base_ += t;
    spent_[static_cast<std::size_t>(a)] += t;
  }
  /// Spends what lies between now and t, rounded up to a whole cycle.
  void spend_until(account, instant t);
  /// An event comes before the guest's next instruction would end: the guest loses what is left until
  /// then. Nothing else may round a guest's time, or results would depend on how often it is looked at.
  void stall_until(instant event);
  /// Makes up the cycle that a guest has begun, so that a monitor starts on a whole one.
  void finish_cycle() {
    const engine::ticks over = now_ticks() % engine::ticks_per_cycle;
    if (over == 0) return;
    base_ += engine::ticks_per_cycle - over;
    spent_[static_cast<std::size_t>(account::guest)] += engine::ticks_per_cycle - over;
  }

  /// The machine's next event.
  instant next_event() const { return calendar_.next(); }
  /// Whether something of the machine is due that this processor has not seen yet.
  bool behind_events() const { return event_.of(calendar_.next(), tick_clock_) <= now_ticks(); }
  /// Lets the kernel reach this processor's time: everything due until then happens. May switch to
  /// other processes; may be called on any stack.
  void catch_up();
  /// Waits, idle, until t or until wake() or the interrupt pin, whichever comes first.
  /// @pre catch_up() has been called and nothing has been spent since.
  void idle_until(instant t);
  /// Ends an idle wait at `at`, or at once if that is past.
  void wake(instant at);
  /// How far guest code may run without looking up: to the machine's next event, or to the end of the
  /// quantum, which is the same for all processors.
  instant horizon() const;
  /// Lets the kernel reach the horizon, if this processor's time has. May switch to other processes.
  void keep_pace();

  // --- the processor bus
  std::uint32_t io_read(std::uint16_t port, unsigned width, account);
  void io_write(std::uint16_t port, unsigned width, std::uint32_t value, account);
  std::uint64_t memory_read(std::uint64_t address, unsigned width, account);
  void memory_write(std::uint64_t address, unsigned width, std::uint64_t value, account);

  // --- guest code; for virtual_cpu
  void begin_guest(const engine::x86_core&);
  void end_guest();
  const engine::x86_core* guest() const { return running_; }
  /// Those that run guest code at the same time; none if the machine has no other processor that does.
  core_team* team() const { return team_; }
  void join(core_team& t) { team_ = &t; }

 private:
  /// A conversion that is asked for again and again with the same instant.
  template <cycles (clock_domain::*Convert)(instant) const>
  struct remembered {
    instant asked = instant::never();
    engine::ticks answer = ~engine::ticks{0};

    engine::ticks of(instant t, const clock_domain& clock) {
      if (t != asked) {
        asked = t;
        answer = (clock.*Convert)(t).count();
      }
      return answer;
    }
  };

  void live();
  void set_level(bool high, instant at) override;
  void transfer(tlm::tlm_command, bus::address_space, std::uint64_t address, void* data, unsigned width,
                account);

  clock_domain clock_;
  clock_domain tick_clock_;
  const bus::event_calendar& calendar_;
  duration quantum_;
  mutable instant quantum_end_;  ///< kept because every look ahead asks for it
  core_team* team_ = nullptr;
  root_software* software_ = nullptr;

  engine::ticks base_ = 0;  ///< now minus the running core's own time
  const engine::x86_core* running_ = nullptr;
  engine::ticks guest_began_ = 0;
  std::array<engine::ticks, static_cast<std::size_t>(account::count_)> spent_{};

  mutable remembered<&clock_domain::edges_by> by_;
  mutable remembered<&clock_domain::edge_not_before> event_;
  bool pin_high_ = false;
  bool idle_ = false;
  sc_core::sc_event wake_;
  tlm::tlm_generic_payload payload_;
  bus::attributes attributes_;
};

}  // namespace trapline::processor
