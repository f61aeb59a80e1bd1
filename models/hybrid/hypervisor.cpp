#include "models/hybrid/hypervisor.h"

#include <algorithm>

#include "models/bus/time_bridge.h"
#include "models/hybrid/guest_domain.h"

namespace trapline::hybrid {

using processor::account;
using processor::physical_processor;

namespace {

/// The machine's own interrupt controller, as every PC operating system programs it.
constexpr std::uint16_t master = 0x20;
constexpr std::uint16_t slave = 0xa0;
constexpr int first_vector = 0x20;
constexpr std::uint8_t nonspecific_eoi = 0x20;

}  // namespace

hypervisor::hypervisor(std::unique_ptr<vmm::domain_scheduler> scheduler, cost_sampler costs, run_statistics& s)
    : scheduler_{std::move(scheduler)}, costs_{costs}, statistics_{s}, service_{*this, costs_} {}

void hypervisor::own(physical_processor& cpu) {
  processors_.push_back({&cpu});
  cpu.install(*this);
}

void hypervisor::add(guest_domain& g) {
  guests_.push_back(&g);
  scheduler_->wake(g);
}

std::size_t hypervisor::index_of(const physical_processor& cpu) const {
  const auto found = std::find_if(processors_.begin(), processors_.end(),
                                  [&](const processor_state& p) { return p.cpu == &cpu; });
  return static_cast<std::size_t>(found - processors_.begin());
}

void hypervisor::wake(vmm::domain& d, instant at) {
  if (d.now != vmm::domain::state::blocked) return;
  scheduler_->wake(d);
  for (processor_state& p : processors_) {
    if (p.idle && d.may_use(index_of(*p.cpu))) {
      p.idle = false;
      p.cpu->wake(at);
      return;
    }
  }
}

instant hypervisor::next_timer() const { return std::min(timers_.next(), service_.next_timer()); }

void hypervisor::serve_timers(physical_processor& cpu) {
  const instant now = cpu.now();
  timers_.fire_due(now);
  if (service_.next_timer() <= now) service_.timer_interrupt(now);
}

void hypervisor::set_up_interrupts(physical_processor& cpu) {
  std::uint16_t masks = 0xffff & ~(1U << 2);
  for (unsigned irq = 0; irq < service_os::interrupt_lines; ++irq)
    if (service_.driver_of(irq) != nullptr) masks = static_cast<std::uint16_t>(masks & ~(1U << irq));
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

void hypervisor::serve_interrupts(physical_processor& cpu) {
  while (cpu.interrupt_pending()) {
    const int irq = physical_controller_->acknowledge(cpu.now()) - first_vector;
    if (irq >= 8) cpu.io_write(slave, 1, nonspecific_eoi, account::monitor);
    cpu.io_write(master, 1, nonspecific_eoi, account::monitor);
    cpu.spend(account::monitor, costs_.draw(step::host_interrupt));
    if (vmm::driver* d = service_.driver_of(static_cast<unsigned>(irq))) service_.submit(*d, cpu.now());
  }
}

void hypervisor::interrupt_pin_changed(physical_processor& cpu, bool high) {
  if (!high) return;
  for (guest_domain* g : guests_) g->look_up_if_on(cpu);
}

void hypervisor::dispatch(processor_state& p, vmm::domain& d) {
  d.switched_in = p.last != &d && p.last != nullptr;
  p.last = p.running = &d;
  d.run(*p.cpu);
  p.running = nullptr;
}

void hypervisor::run(physical_processor& cpu) {
  const std::size_t index = index_of(cpu);
  if (index == 0) {
    set_up_interrupts(cpu);
    service_.boot(cpu);
  }
  while (!finished_) {
    if (cpu.behind_events()) cpu.catch_up();
    serve_interrupts(cpu);
    if (next_timer() <= cpu.now()) {
      cpu.spend(account::monitor, costs_.draw(step::host_interrupt));
      serve_timers(cpu);
    }
    if (vmm::domain* d = scheduler_->pick(index)) {
      dispatch(processors_[index], *d);
      continue;
    }
    cpu.catch_up();
    if (cpu.interrupt_pending() || scheduler_->waiting_for(index) || finished_) continue;
    processors_[index].idle = true;
    cpu.idle_until(next_timer());
    processors_[index].idle = false;
  }
  bus::stop_kernel();
}

}  // namespace trapline::hybrid
