/// A physical processor: one SystemC process, whose whole life is the software that it runs in root
/// mode (a monitor, or the bare loop of a machine without one). It keeps the processor's own time in
/// sixteenths of a cycle, runs ahead of the SystemC kernel as far as nothing due in between could
/// touch it, and accounts for every cycle.
/// Element 10 (Fig. 1)
/// Not modelled: caches and TLBs of its own (each virtual_cpu's core has its, if any), more than one thread a
/// core, NMI, SMM.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <array>
#include <systemc>
#include <tlm>

#include "models/bus/attributes.h"
#include "models/bus/time_bridge.h"
#include "models/costs/account.h"
#include "models/devices/line.h"
#include "models/processor/engine/x86_core.h"
#include "models/processor/processor_order.h"
#include "sim/records/records.h"
#include "sim/time.h"

namespace trapline::processor {

class core_team;
class physical_processor;

using trapline::account;

/// The software in root mode.
class root_software {
 public:
  /// The processor's life from power-on; returns when the simulation is to end.
  virtual void run(physical_processor&) = 0;
  /// The INTR pin changed at an instant that is not after the processor's own time, or the processor is idle.
  virtual void interrupt_pin_changed(physical_processor&, bool high) = 0;
  /// How far guest code on this processor may run as far as the others are concerned, who touch nothing that
  /// it could notice before `others`: later, if what they touch until then is none of that guest's business.
  virtual instant guest_bound(const physical_processor&, instant others) const { return others; }

 protected:
  ~root_software() = default;
};

class physical_processor final : public sc_core::sc_module, private devices::line_sink {
 public:
  /// @param order the machine's.
  physical_processor(sc_core::sc_module_name, clock_domain, processor_order& order);
  ~physical_processor() override;

  tlm_utils::simple_initiator_socket<physical_processor> bus;
  devices::line_sink& interrupt_pin() { return *this; }
  bool interrupt_pending() const { return pin_high_; }

  void install(root_software& s) { software_ = &s; }

  // --- time
  engine::ticks now_ticks() const { return base_ + (running_ != nullptr ? running_->now() : 0); }
  cycles now_cycles() const { return cycles{now_ticks() / engine::ticks_per_cycle}; }
  instant now() const {
    // Root software asks several times at one tick.
    const engine::ticks t = now_ticks();
    return t == asked_now_ ? now_ : edge_of(t);
  }
  const clock_domain& clock() const { return clock_; }
  /// The last tick that is not after t.
  engine::ticks ticks_by(instant t) const { return by_.of(t, tick_clock_); }
  cycles spent(account a) const;

  /// Spends time on something that is no guest code.
  void spend(account a, cycles c) {
    const engine::ticks t = c.count() * engine::ticks_per_cycle;
    base_ += t;
    spent_[static_cast<std::size_t>(a)] += t;
    if (heard_by_ != nullptr && a != account::guest) tell_spent(a, c);
  }
  /// Has what it spends on anything but guest code, and its transactions with devices, told there.
  void tell(records& r) { heard_by_ = &r; }
  bool is_heard() const { return heard_by_ != nullptr; }
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

  // --- among the machine's processors (processor_pace.cpp)
  std::size_t index() const { return index_; }
  processor_order& order() const { return order_; }
  /// The next event of the machine that may interrupt this processor.
  instant next_event() const { return index_ == 0 ? order_.calendar().next() : instant::never(); }
  /// Whether something of the machine is due that this processor has not seen yet.
  bool behind_events() const { return event_.of(order_.calendar().next(), tick_clock_) <= now_ticks(); }
  /// Lets the kernel reach this processor's time: everything due until then happens. May switch to
  /// other processes; may be called on any stack.
  void catch_up();
  /// For root software that is about to touch what processors share: waits until all that comes before it has
  /// happened. May switch to other processes, as catch_up(); until somebody does so again, this processor is
  /// the only one that touches anything.
  void take_turn() {
    if (!order_.in_turn(index_, now())) begin_turn();
  }
  /// Waits, idle, until t or until wake() or the interrupt pin, whichever comes first.
  /// @param on whom the time is spent on, who may poll instead of sleep.
  /// @pre take_turn() or catch_up() has been called and nothing has been spent since.
  void idle_until(instant t, account on = account::idle);
  /// The simulation has ended at `end`: an idle wait counts up to there.
  void idle_to_the_end(instant end) {
    if (idle_) spend_until(idle_on_, end);
  }
  /// Ends an idle wait at `at`, or at once if that is past.
  void wake(instant at);
  /// Guest code begins or goes on. @param touches_first an interrupt goes in before the first instruction.
  void enter_guest_code(bool touches_first);
  /// How far guest code may run without looking up: to the machine's next event, to the earliest instant at
  /// which another processor may touch it, to the end of the quantum, to the simulation's limit.
  instant horizon() const;
  /// Guest code stands at a boundary, and its next instruction would not end before `reached`: lets the
  /// others come as far, so that the horizon lies behind that. May switch to other processes.
  void keep_pace(instant reached);
  /// Guest code is about to be left at `reached`: lets all others come as far, also those whose touches until
  /// then cannot concern the guest.
  void wait_for_others(instant reached);

  /// How often others have had an opportunity to act: between two of them only this processor changes anything.
  std::uint64_t waits() const { return waits_; }

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
  /// Whether somebody else's turn comes before this processor's at `here`, or the kernel has to come nearer first.
  bool is_early(instant here) const {
    return order_.calendar().next() <= here || !order_.before_horizon(here) ||
           !order_.turn_of(index_, here) || (order_.in_lockstep() && bus::kernel_now() < here);
  }
  /// Out of line, so that to ask again is short enough to be in line.
  [[gnu::noinline]] instant edge_of(engine::ticks t) const {
    asked_now_ = t;
    return now_ = tick_clock_.edge(cycles{t});
  }
  void begin_turn();
  void wait_for_turn(instant here);
  void tell_spent(account, cycles) const;
  /// Lets the kernel come to `t`, or others act at the present instant if it is there.
  void wait_for_kernel(instant t);
  void set_level(bool high, instant at) override;
  void transfer(tlm::tlm_command, bus::address_space, std::uint64_t address, void* data, unsigned width,
                account);

  clock_domain clock_;
  clock_domain tick_clock_;
  processor_order& order_;
  std::size_t index_;
  core_team* team_ = nullptr;
  records* heard_by_ = nullptr;
  root_software* software_ = nullptr;

  engine::ticks base_ = 0;  ///< now minus the running core's own time
  const engine::x86_core* running_ = nullptr;
  engine::ticks guest_began_ = 0;
  std::array<engine::ticks, static_cast<std::size_t>(account::count_)> spent_{};

  mutable engine::ticks asked_now_ = 0;
  mutable instant now_;
  mutable remembered<&clock_domain::edges_by> by_;
  mutable remembered<&clock_domain::edge_not_before> event_;
  std::uint64_t waits_ = 0;
  bool pin_high_ = false;
  bool idle_ = false;
  account idle_on_ = account::idle;
  sc_core::sc_event wake_;
  tlm::tlm_generic_payload payload_;
  bus::attributes attributes_;
};

}  // namespace trapline::processor
