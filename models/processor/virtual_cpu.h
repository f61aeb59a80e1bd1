/// A processor's non-root half: guest code on an execution engine, on a stack of its own, so that it
/// can stand still in the middle of an instruction (a port access that somebody else answers) while
/// its physical processor runs other software. It lives as long as the process: a guest that stands
/// still has frames of the engine on its stack, which nothing can unwind.
/// Element 10 (Fig. 1), as a virtual machine sees it
#pragma once

#include <boost/context/fiber.hpp>
#include <cstdint>

#include "models/processor/engine/x86_core.h"
#include "models/processor/port_trail.h"
#include "models/processor/processor.h"

namespace trapline::processor {

class core_team;
class virtual_cpu;

/// Whoever runs the guest: a monitor, or the bare machine. All calls come on the guest's stack, with
/// the processor's time exact and on a whole cycle; the callee may call virtual_cpu::pause().
class guest_supervisor {
 public:
  virtual std::uint32_t port_in(virtual_cpu&, std::uint16_t port, unsigned width) = 0;
  virtual void port_out(virtual_cpu&, std::uint16_t port, unsigned width, std::uint32_t value) = 0;
  virtual std::uint64_t memory_read(virtual_cpu&, std::uint64_t address, unsigned width) = 0;
  virtual void memory_write(virtual_cpu&, std::uint64_t address, unsigned width, std::uint64_t value) = 0;
  /// Whether it has a say in an instruction or an exception that engine::core_client tells of. Changes
  /// nothing, and may be called on another thread of the host, while no process of the simulation runs.
  virtual bool intercepts(const virtual_cpu&, engine::exit_kind, std::uint64_t detail,
                          std::uint64_t value) const = 0;
  /// What it intercepts; the processor's time is exact, but need not be on a whole cycle.
  virtual void intercepted(virtual_cpu&, engine::exit_kind, std::uint64_t detail, std::uint64_t value) = 0;
  /// Its FERR# pin: see engine::core_client.
  virtual void floating_point_error(virtual_cpu&, bool asserted) = 0;
  /// CR8, where there is a local APIC to keep it.
  virtual unsigned task_priority(virtual_cpu&) = 0;
  virtual void set_task_priority(virtual_cpu&, unsigned priority) = 0;
  virtual void local_apic_switched(virtual_cpu&, bool on) = 0;
  /// The guest takes the interrupt that its line asks for. @return the vector, -1 for none.
  virtual int take_interrupt(virtual_cpu&) = 0;
  /// As intercepts(): changes nothing, on whatever thread.
  virtual std::uint64_t time_stamp(const virtual_cpu&) const = 0;
  /// Time has come to look up, between two instructions: the next one would not end before `planned`
  /// (what next_look() answered last, or the present if look_up() asked for it).
  virtual void at_boundary(virtual_cpu&, instant planned) = 0;
  /// How far guest code may run now; an instant that is past means "look up at once".
  virtual instant next_look(virtual_cpu&) = 0;

 protected:
  ~guest_supervisor() = default;
};

enum class left_because {
  paused,    ///< pause() was called; run_on() continues where it was
  halted,    ///< HLT
  shutdown,  ///< a triple fault
  stopped,   ///< stop() was called
};

class virtual_cpu final : private engine::core_client {
 public:
  virtual_cpu(guest_supervisor&, const engine::instruction_costs&);

  engine::x86_core& core() { return core_; }
  const engine::x86_core& core() const { return core_; }

  /// VM entry until the guest is left again.
  left_because run_on(physical_processor&);
  /// The processor that it runs on. @pre inside run_on().
  physical_processor& on() const { return *processor_; }

  /// Back to run_on()'s caller, from within a call of the supervisor; returns when run_on() is called again.
  void pause();
  /// From within a call of the supervisor, which stays on the guest's stack: the processor does something else...
  void leave() {
    processor_->end_guest();
    processor_ = nullptr;
  }
  /// ... and is the guest's again. If it is not, pause() has to follow.
  void enter(physical_processor& p) {
    processor_ = &p;
    p.begin_guest(core_);
  }
  /// Leaves the guest at the next instruction boundary.
  void stop();
  /// Looks up at the next instruction boundary.
  void look_up();
  /// The virtual INTR line.
  void set_interrupt_line(bool high);
  bool interrupt_line() const { return interrupt_line_; }
  /// The guest has interrupts enabled (EFLAGS.IF): otherwise nothing wakes one that halts.
  bool interrupts_enabled() const;
  bool running() const { return processor_ != nullptr; }
  /// What it did last at its ports.
  const port_trail& ports() const { return ports_; }

 private:
  friend class core_team;

  std::uint32_t port_in(std::uint16_t port, unsigned width) override;
  void port_out(std::uint16_t port, unsigned width, std::uint32_t value) override;
  std::uint64_t memory_read(std::uint64_t address, unsigned width) override;
  void memory_write(std::uint64_t address, unsigned width, std::uint64_t value) override;
  void deadline_reached() override;
  int acknowledge_interrupt() override;
  std::uint64_t time_stamp_counter() override;
  void sensitive_instruction(engine::exit_kind, std::uint64_t detail, std::uint64_t value) override;
  void floating_point_error(bool asserted) override;
  unsigned task_priority() override;
  void set_task_priority(unsigned priority) override;
  void local_apic_switched(bool on) override;

  boost::context::fiber guest_stack(boost::context::fiber&& caller);
  void plan();
  /// On the guest's stack: the guest may run on, here or with the others of the team.
  void go_on();
  bool worth_a_team() const;
  /// Guest code, on whatever thread, until it needs its surroundings.
  void run_aside();
  /// On the guest's stack: back to the simulation's thread.
  void come_back();

  guest_supervisor& supervisor_;
  engine::x86_core core_;
  boost::context::fiber guest_;
  boost::context::fiber caller_;
  physical_processor* processor_ = nullptr;
  port_trail ports_;
  left_because left_ = left_because::stopped;
  instant planned_;
  bool interrupt_line_ = false;
  bool for_team_ = false;  ///< left in order to run with the others
  bool aside_ = false;     ///< inside run_aside()
};

}  // namespace trapline::processor
