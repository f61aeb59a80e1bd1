/// A virtual machine as a monitor runs it: what each exit of its processor leads to, as far as both
/// monitors do it alike. What an access leads to (figure 2) is the monitor's own; figure 3 is deliver().
/// Element 117 (Fig. 1), 517 (Fig. 5) runs on it; blocks 301-303 (Fig. 3)
#pragma once

#include <optional>

#include "models/processor/step_meter.h"
#include "models/processor/virtual_cpu.h"
#include "models/vmm/exits/monitor_paths.h"
#include "models/vmm/exits/sensitive_exits.h"
#include "models/vmm/machines/virtual_machine.h"
#include "models/vmm/scheduling/domain.h"

namespace trapline::vmm {

class monitor;

class guest_domain : public domain,
                     private processor::guest_supervisor,
                     private devices::line_sink,
                     private instruction_view {
 public:
  guest_domain(monitor&, virtual_machine&, const engine::instruction_costs&, const monitor_paths&);

  void run(processor::physical_processor&) override;
  bool left_alone() const override { return !machine_.attended && machine_.transfers == 0; }

  virtual_machine& machine() { return machine_; }
  processor::virtual_cpu& cpu() { return cpu_; }
  /// The virtual interrupt controller's INT output goes here.
  devices::line_sink& interrupt_input() { return *this; }

  /// An operator's reset: carried out as soon as what the guest is at in the middle of is over.
  void reset_from_outside() { reset_from_outside_ = true; }
  bool halted() const { return halted_; }
  /// It waits for an answer in the middle of an access, whoever runs meanwhile.
  void leave(processor::physical_processor&);
  /// The processor is its own again. @return whether it goes on: nothing has ended it meanwhile.
  bool goes_on(processor::physical_processor&);

  /// Looks up at the next boundary if it runs on that processor.
  void look_up_if_on(const processor::physical_processor&);

 protected:
  using physical_processor = processor::physical_processor;
  using step_meter = processor::step_meter;

  /// What comes of an access, from block 203 to the guest's going on, charged to access(), which has
  /// the steps before. @param answering the place that has the operation. @return what was read.
  virtual std::uint64_t handle(const ioreq& operation, model_host& answering) = 0;
  /// It has a processor again, after it was blocked or had to give way.
  virtual void charge_wake_up(step_meter&, physical_processor&) {}
  /// Whether it paused because somebody else has to answer an access first.
  virtual bool waits_for_answer() const { return false; }

  step_meter& access() { return access_; }

 private:
  using virtual_cpu = processor::virtual_cpu;

  std::uint32_t port_in(virtual_cpu&, std::uint16_t port, unsigned width) override;
  void port_out(virtual_cpu&, std::uint16_t port, unsigned width, std::uint32_t value) override;
  std::uint64_t memory_read(virtual_cpu&, std::uint64_t address, unsigned width) override;
  void memory_write(virtual_cpu&, std::uint64_t address, unsigned width, std::uint64_t value) override;
  bool intercepts(const virtual_cpu&, engine::exit_kind, std::uint64_t detail,
                  std::uint64_t value) const override;
  void intercepted(virtual_cpu&, engine::exit_kind, std::uint64_t detail, std::uint64_t value) override;
  void floating_point_error(virtual_cpu&, bool asserted) override;
  unsigned task_priority(virtual_cpu&) override;
  void set_task_priority(virtual_cpu&, unsigned priority) override;
  void local_apic_switched(virtual_cpu&, bool on) override;
  int take_interrupt(virtual_cpu&) override;
  std::uint64_t time_stamp(const virtual_cpu&) const override;
  void at_boundary(virtual_cpu&, instant planned) override;
  instant next_look(virtual_cpu&) override;
  void set_level(bool high, instant at) override;
  instruction look() const override;

  std::uint64_t perform(const ioreq& operation);
  /// Blocks 201 and 202 of an access, and what finding out about it takes of 203.
  void take_access(physical_processor&, const ioreq& operation);
  /// Whoever serves the address at this instant, where models move; waits while that is being changed.
  virtual_machine::destination who_answers(physical_processor&, const ioreq& operation);
  /// What comes first when it has a processor again.
  void return_to(physical_processor&);
  void deliver(physical_processor&);
  /// An exit that the steps given are all of; away from the guest for as long as they took.
  void close(exit_statistics&, const step_meter&);
  /// By the way that deliver() has charged, or by event injection after all. @return what is left for
  /// the processor to deliver, -1 for nothing.
  int enter_handler(physical_processor&, int vector);
  /// Takes what interrupts the guest. delivery_ has the steps from the exit on.
  void external_exit(physical_processor&);
  /// VM entry after an exit that was no access, with an interrupt if one can go in.
  void resume(physical_processor&);
  /// Whether the processor is somebody else's at `by`.
  bool gives_way(const physical_processor&, instant by) const;
  /// Whether anything interrupts the guest at `here`.
  bool is_interrupted(const physical_processor&, instant here) const;
  bool should_stop() const;
  void halt(physical_processor&);
  void shut_down(physical_processor&);
  /// If one was asked for.
  void carry_out_reset(physical_processor&);

  monitor& monitor_;
  const monitor_paths& paths_;
  virtual_machine& machine_;
  virtual_cpu cpu_;
  step_meter access_;
  step_meter delivery_;
  exit_statistics& io_exits_;
  exit_statistics& memory_exits_;
  exit_statistics& halts_;
  exit_statistics& shutdowns_;
  exit_statistics& external_;
  exit_statistics& windows_;
  exit_statistics& fallbacks_;
  sensitive_exits sensitive_exits_;
  bool delivery_charged_ = false;
  bool tweaks_ = false;
  bool halted_ = false;
  /// What the next look went by, and when it is: most accesses change nothing of that.
  struct outlook {
    std::uint64_t waits = 0, changes = 0;
    instant event, limit;
    bool operator==(const outlook&) const = default;
  };
  outlook outlook_;
  instant next_look_;
  engine::ticks kept_until_ = 0;  ///< its processor's time by then
  bool must_enter_ = false;       ///< it gave way in the middle of an exit
  bool over_ = false;             ///< it has ended while it waited for an answer
  bool reset_from_outside_ = false;
  bool in_the_middle_ = false;  ///< of an access or an exit: its processor goes on there
  /// What made the controller ask for an interrupt while no processor ran the guest.
  std::optional<step_meter> led_by_;
  /// An interrupt that comes before another instruction needs no exit of its own.
  std::uint64_t instructions_at_entry_ = 0;
};

}  // namespace trapline::vmm
