#include "models/hosted/io_thread.h"

#include "models/hosted/kernel_vmm.h"
#include "models/hosted/paths.h"

namespace trapline::hosted {

using processor::physical_processor;
using processor::step_meter;

io_thread::io_thread(kernel_vmm& vmm, vmm::virtual_machine& machine, std::string name)
    : domain{std::move(name)}, vmm_{vmm}, machine_{machine} {}

void io_thread::signal(const vmm::ioreq& write, const path_statistics& counts, const physical_processor& by) {
  path_statistics*& own = counts_[&counts];
  if (own == nullptr)
    own = &vmm_.statistics().path({name(), "user", counts.key.device + "_io_event", direction::out});
  step_meter since;
  since.open(by);
  waiting_.push_back({write, own, since, ++number_, machine_.unseen.resets()});
  vmm_.wake(*this, by.now());
}

void io_thread::forget_stale() {
  std::erase_if(waiting_, [&](const signalled& s) { return s.resets != machine_.unseen.resets(); });
}

std::optional<vmm::ioreq> io_thread::take() {
  forget_stale();
  if (waiting_.empty()) return std::nullopt;
  const vmm::ioreq oldest = waiting_.front().write;
  waiting_.pop_front();
  return oldest;
}

void io_thread::run(physical_processor& cpu) {
  cpu.take_turn();
  for (bool after_sleep = true; !vmm_.finished(); after_sleep = false) {
    forget_stale();
    if (waiting_.empty()) break;
    carry_out(cpu, after_sleep);
    step_meter unrecorded;
    unrecorded.open(cpu);
    vmm_.look_around(unrecorded, cpu);
    if (!waiting_.empty() && vmm_.turn_ends(cpu, *this) <= cpu.now()) {
      now = state::runnable;
      return;
    }
  }
  now = state::blocked;
}

void io_thread::carry_out(physical_processor& cpu, bool after_sleep) {
  const signalled s = waiting_.front();
  step_meter m = s.since;
  m.account_for(cpu, paths::event_waits);
  if (after_sleep) m.charge(cpu, vmm_.costs(), paths::wake_io_thread);
  m.charge(cpu, vmm_.costs(), paths::dispatch);
  m.charge(cpu, vmm_.costs(), paths::answer_in_user);
  cpu.take_turn();
  // The virtual machine's own thread may have come to it meanwhile, or a reset.
  forget_stale();
  if (waiting_.empty() || waiting_.front().number != s.number) return;
  waiting_.pop_front();
  machine_.answer(machine_.far, s.write, m, cpu.now());
  vmm_.host().settle(m, cpu, at_far_model);
  vmm_.host().work_off(cpu);
  m.account_for(cpu, paths::wait_in_user);
  vmm_.room().close(closed_access{*s.counts, m.record(), m.began()});
}

}  // namespace trapline::hosted
