#include "models/vmm/monitor.h"

#include <algorithm>

#include "models/bus/time_bridge.h"
#include "models/vmm/guest_domain.h"

namespace trapline::vmm {

using processor::account;
using processor::physical_processor;

namespace {

/// The machine's own interrupt controller, as every PC operating system programs it.
constexpr std::uint16_t master = 0x20;
constexpr std::uint16_t slave = 0xa0;
constexpr int first_vector = 0x20;
constexpr std::uint8_t nonspecific_eoi = 0x20;

}  // namespace

monitor::monitor(std::unique_ptr<domain_scheduler> scheduler, cost_sampler costs, run_statistics& s)
    : scheduler_{std::move(scheduler)}, costs_{costs}, statistics_{s} {}

void monitor::own(physical_processor& cpu) {
  processors_.push_back({&cpu});
  cpu.install(*this);
}

void monitor::add(guest_domain& g) {
  guests_.push_back(&g);
  scheduler_->wake(g, instant{});
}

std::size_t monitor::index_of(const physical_processor& cpu) const {
  const auto found = std::find_if(processors_.begin(), processors_.end(),
                                  [&](const processor_state& p) { return p.cpu == &cpu; });
  return static_cast<std::size_t>(found - processors_.begin());
}

void monitor::wake(domain& d, instant at) {
  if (d.now != domain::state::blocked) return;
  d.ready_at = std::max(d.ready_at, at);
  scheduler_->wake(d, at);
  for (std::size_t i = 0; i < processors_.size(); ++i) {
    processor_state& p = processors_[i];
    if (!p.idle || !d.may_use(i)) continue;
    p.idle = false;
    p.cpu->wake(d.ready_at);
    return;
  }
}

void monitor::set_up_interrupts(physical_processor& cpu) {
  constexpr unsigned cascade_line = 1U << 2;
  const unsigned masks = 0xffff & ~(cascade_line | drivers().driven_lines());
  const auto program = [&](std::uint16_t chip, int vector, unsigned cascade, unsigned mask) {
    cpu.io_write(chip, 1, 0x11, account::monitor);
    cpu.io_write(chip + 1, 1, static_cast<std::uint32_t>(vector), account::monitor);
    cpu.io_write(chip + 1, 1, cascade, account::monitor);
    cpu.io_write(chip + 1, 1, 0x01, account::monitor);
    cpu.io_write(chip + 1, 1, mask, account::monitor);
  };
  program(master, first_vector, 0x04, masks & 0xff);
  program(slave, first_vector + 8, 0x02, masks >> 8);
}

void monitor::serve_interrupts(processor::step_meter& m, physical_processor& cpu) {
  while (cpu.interrupt_pending()) {
    const int irq = physical_controller_->acknowledge(cpu.now()) - first_vector;
    if (irq >= 8) cpu.io_write(slave, 1, nonspecific_eoi, account::monitor);
    cpu.io_write(master, 1, nonspecific_eoi, account::monitor);
    m.account_for(cpu, 301, step::bus);
    m.charge(cpu, costs_, 301, step::host_interrupt);
    if (driver* d = drivers().driver_of(static_cast<unsigned>(irq))) interrupt_for(*d, m, cpu);
  }
}

void monitor::fire(timer_queue& timers, const processor::step_meter& m, const physical_processor& cpu) {
  const current_operation::scope working{at_work_, m};
  timers.fire_due(cpu.now());
}

void monitor::interrupt_pin_changed(physical_processor& cpu, bool high) {
  if (!high) return;
  for (guest_domain* g : guests_) g->look_up_if_on(cpu);
}

void monitor::rouse_idle(instant at) {
  for (std::size_t i = 0; i < processors_.size(); ++i) {
    processor_state& p = processors_[i];
    if (!p.idle || !scheduler_->waiting_for(i)) continue;
    p.idle = false;
    p.cpu->wake(at);
  }
}

void monitor::dispatch(std::size_t index, domain& d) {
  processor_state& p = processors_[index];
  // What this processor has given up for it, another may go on with.
  rouse_idle(p.cpu->now());
  // Another processor that is ahead of this one may have woken it, or run it until then.
  p.cpu->spend_until(account::idle, d.ready_at);
  d.switched_in = p.last != &d && p.last != nullptr;
  p.last = &d;
  d.run(*p.cpu);
  d.ready_at = p.cpu->now();
  scheduler_->leave(index, d, p.cpu->now());
}

void monitor::run(physical_processor& cpu) {
  const std::size_t index = index_of(cpu);
  if (index == 0) {
    set_up_interrupts(cpu);
    drivers().boot(cpu);
  }
  while (!finished_) {
    if (cpu.behind_events()) cpu.catch_up();
    processor::step_meter m;
    m.open(cpu);
    serve_interrupts(m, cpu);
    if (next_timer() <= cpu.now()) serve_timers(m, cpu);
    if (domain* d = scheduler_->pick(index, cpu.now())) {
      dispatch(index, *d);
      continue;
    }
    cpu.catch_up();
    if (cpu.interrupt_pending() || scheduler_->waiting_for(index) || finished_) continue;
    processors_[index].idle = true;
    cpu.idle_until(std::min(next_timer(), scheduler_->next_release()));
    processors_[index].idle = false;
  }
  bus::stop_kernel();
}

}  // namespace trapline::vmm
