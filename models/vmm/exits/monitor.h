/// What a hypervisor and a kernel VMM do alike as the processors' root software: give processors to
/// domains, take the machine's interrupts for the operating system that owns the devices, keep timers.
/// Element 110 (Fig. 1), 510 (Fig. 5): what the two have in common
/// Not modelled: migration of interrupts between processors (the machine's interrupts all reach the
/// first one).
#pragma once

#include <memory>
#include <vector>

#include "models/processor/step_meter.h"
#include "models/vmm/drivers/device_os.h"
#include "models/vmm/machines/virtual_machine.h"
#include "models/vmm/scheduling/domain_scheduler.h"
#include "models/vmm/virtual_time/timer_board.h"

namespace trapline::vmm {

class guest_domain;

class monitor : public processor::root_software {
 public:
  monitor(std::unique_ptr<domain_scheduler>, cost_sampler, records&);
  monitor(const monitor&) = delete;
  monitor& operator=(const monitor&) = delete;

  /// Takes over a processor of the machine, in their order.
  void own(processor::physical_processor&);
  /// It runs once it is woken.
  void add(guest_domain&);
  /// The machine's interrupt controller, for the processor's acknowledge cycle.
  void set_physical_controller(devices::interrupt_controller& c) { physical_controller_ = &c; }

  /// The operating system that owns the machine's devices.
  virtual device_os& drivers() = 0;

  cost_sampler& costs() { return costs_; }
  records& room() { return records_; }
  run_statistics& statistics() { return records_.statistics(); }
  /// The timers of the device models in the monitor's kernel component.
  timer_board& timers() { return timers_; }
  current_operation& at_work() { return at_work_; }

  /// The machine's devices interrupt, whoever touches them: guest code on the first processor is never alone.
  void devices_interrupt() { devices_interrupt_ = true; }
  /// Ends the simulation: who is at work does what is left of it, nobody else touches anything any more.
  void finish();
  bool finished() const { return finished_; }

  // --- at an instant at which everything stands still
  /// The domain gets no processor until it is let go; one that runs leaves its processor at once.
  void hold(domain&);
  void let_go(domain&, instant now);
  /// It has something to do, unless it waits for an answer to go on.
  void stir(domain& d, instant now) {
    if (!d.awaits_answer) wake(d, now);
  }
  /// A domain has something to do, from `at` on, or from the present touch on if that is later.
  void wake(domain&, instant at);
  /// A blocked domain that goes wherever its work comes up is at home at the processor that is at work now,
  /// if it may use it.
  void bring_here(domain&);
  /// When the domain that runs on this processor has to leave it to another; an instant that is past
  /// means at once, never() that nobody waits for it.
  instant turn_ends(const processor::physical_processor& cpu, const domain& running) const {
    return running.held ? instant{} : scheduler_->turn_ends(cpu.index(), running);
  }
  /// Takes the machine's interrupts that are pending and hands them to their drivers, at the expense of
  /// the meter.
  void serve_interrupts(processor::step_meter&, processor::physical_processor&);
  /// That, and the timers that are due, between two pieces of work; then it is this processor's turn.
  void look_around(processor::step_meter&, processor::physical_processor&);
  /// On the stack of a guest that waits for the operating system with the devices: that runs here, and nothing has to be
  /// switched where the guest goes on next. @return whether it does; else it has to pause, and may have left already.
  bool answered_here(guest_domain&, processor::physical_processor&);
  /// Counts whatever may have brought forward the end of a turn or a timer of the device models.
  std::uint64_t changes() const { return changes_; }
  /// When the next timer of the device models is due that this processor keeps.
  virtual instant next_timer(const processor::physical_processor&) const = 0;
  /// The monitor's timer has come to next_timer(): lets the device models' timers that are due run, or
  /// passes them to who keeps them, at the expense of the meter.
  virtual void serve_timers(processor::step_meter&, processor::physical_processor&) = 0;

  void run(processor::physical_processor&) override;
  void interrupt_pin_changed(processor::physical_processor&, bool high) override;
  instant guest_bound(const processor::physical_processor&, instant others) const override;

 protected:
  ~monitor() = default;
  /// Lets device models whose timers are due do what they promised, as a part of what the meter measures.
  void fire(timer_board&, const processor::step_meter&, processor::physical_processor&);
  const timer_board& timers() const { return timers_; }
  /// That processors wake for the timers that they keep.
  void watch(timer_board&);
  std::size_t processor_count() const { return processors_.size(); }
  /// The boosted domain if it waits for its home when it wakes; null if who wakes it makes way, or nobody.
  virtual const domain* boosted() const { return nullptr; }

 private:
  /// A driver's device wants attention; the meter has the steps from the device's pin on.
  virtual void interrupt_for(driver&, processor::step_meter&, processor::physical_processor&) = 0;

  /// What the monitor knows of a processor.
  struct processor_state {
    processor::physical_processor* cpu;
    domain* running = nullptr;
    domain* last = nullptr;  ///< the domain whose state it holds
    domain* polls_for = nullptr;
    domain* picked = nullptr;  ///< on a guest's stack, and cannot run there
    bool idle = false;
  };

  void set_up_interrupts(processor::physical_processor&);
  void dispatch(std::size_t index, domain&);
  void begin_turn(std::size_t index, domain&);
  void end_turn(std::size_t index, domain&);
  /// Who runs next, when the processor has looked around.
  domain* next(processor::physical_processor&);
  /// The idle processor that takes a domain that has been woken; null if there is none.
  processor_state* idle_for(const domain&);
  static void end_poll(processor_state&);
  /// One that is idle takes what waits.
  void rouse(processor_state& idle, const processor::physical_processor& by);
  void move_home(domain&, std::size_t cpu);
  /// The processor that keeps this queue's timers may have to wake for them.
  void armed(timer_queue&);
  /// A wake-up may have ended turns: no guest may have passed that.
  void check_turns();
  bool may_be_interrupted(std::size_t cpu) const { return cpu == 0 && devices_interrupt_; }

  std::unique_ptr<domain_scheduler> scheduler_;
  cost_sampler costs_;
  records& records_;
  current_operation at_work_;
  timer_board timers_;
  std::vector<timer_board*> boards_;
  std::vector<processor_state> processors_;
  std::vector<guest_domain*> guests_;
  devices::interrupt_controller* physical_controller_ = nullptr;
  std::uint64_t changes_ = 0;
  bool finished_ = false;
  bool devices_interrupt_ = false;
};

}  // namespace trapline::vmm
