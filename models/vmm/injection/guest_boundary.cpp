// What a guest stands still for between two of its instructions: the machine's interrupts, timers, the end of
// its turn, and what other processors have told it meanwhile.

#include <algorithm>

#include "models/processor/instruction_at.h"
#include "models/vmm/exits/monitor.h"
#include "models/vmm/machines/guest_domain.h"

namespace trapline::vmm {

instant guest_domain::next_look(virtual_cpu&) {
  physical_processor& cpu = cpu_.on();
  if (should_stop() || cpu.interrupt_pending()) return cpu.now();
  // Where other processors bound it too, what bounds it changes with this guest's own transfers.
  const outlook seen{cpu.waits(), monitor_.changes(), cpu.next_event(), cpu.order().limit()};
  if (seen == outlook_ && cpu.now_ticks() < kept_until_ && cpu.order().alone()) return next_look_;
  outlook_ = seen;
  next_look_ = std::min(std::min(cpu.horizon(), monitor_.next_timer(cpu)), monitor_.turn_ends(cpu, *this));
  kept_until_ = cpu.ticks_by(next_look_);
  return next_look_;
}

bool guest_domain::goes_on(physical_processor& cpu) {
  return_to(cpu);
  over_ = machine_.fate.end().has_value() || monitor_.finished();
  if (over_) return false;
  carry_out_reset(cpu);
  over_ = machine_.fate.end().has_value();
  return !over_;
}

void guest_domain::leave(physical_processor& cpu) {
  in_the_middle_ = true;
  machine_.time.guest_leaves(cpu.now());
  awaits_answer = waits_for_answer();
  now = awaits_answer ? state::blocked : state::runnable;
}

void guest_domain::at_boundary(virtual_cpu&, instant planned) {
  physical_processor& cpu = cpu_.on();
  if (const instant due = cpu.next_event(); due <= planned) cpu.stall_until(due);
  const bool line_was_high = cpu_.interrupt_line();
  cpu.keep_pace(planned);
  // Another processor may have moved meanwhile what was due: all who are behind have their say first.
  const instant here = std::max(planned, cpu.now());
  if (!should_stop() && is_interrupted(cpu, here)) cpu.wait_for_others(here);
  if (should_stop()) return cpu_.stop();
  if (!is_interrupted(cpu, here)) {
    // What another processor has told it comes at its instant, not where the last instruction ended.
    if (!line_was_high && cpu_.interrupt_line() && cpu_.core().interruptible()) cpu.stall_until(here);
    return;
  }
  // As for an event: the next instruction would end after it.
  cpu.stall_until(here);
  external_exit(cpu);
  must_enter_ = gives_way(cpu, cpu.now());
  if (!must_enter_) resume(cpu);
  close(external_, delivery_);
  if (must_enter_) cpu_.pause();
}

bool guest_domain::is_interrupted(const physical_processor& cpu, instant here) const {
  return cpu.interrupt_pending() || monitor_.next_timer(cpu) <= here || gives_way(cpu, here);
}

bool guest_domain::gives_way(const physical_processor& cpu, instant by) const {
  return monitor_.turn_ends(cpu, *this) <= by;
}

void guest_domain::external_exit(physical_processor& cpu) {
  cpu.finish_cycle();
  delivery_.open(cpu);
  delivery_.charge(cpu, monitor_.costs(), paths_.interrupt_exit);
  monitor_.look_around(delivery_, cpu);
}

void guest_domain::resume(physical_processor& cpu) {
  halted_ = must_enter_ = false;
  cpu.take_turn();
  // The entry comes last: what is injected goes in with it.
  if (cpu_.interrupt_line() && cpu_.core().interruptible()) deliver(cpu);
  delivery_.charge(cpu, monitor_.costs(), paths_.enter);
  instructions_at_entry_ = cpu_.core().instructions();
}

instruction_view::instruction guest_domain::look() const {
  return processor::instruction_at(cpu_.core(), machine_.memory());
}

}  // namespace trapline::vmm
