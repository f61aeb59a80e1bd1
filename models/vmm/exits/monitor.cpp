#include "models/vmm/exits/monitor.h"

#include <algorithm>
#include <utility>

#include "models/bus/time_bridge.h"
#include "models/vmm/machines/guest_domain.h"

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

monitor::monitor(std::unique_ptr<domain_scheduler> scheduler, cost_sampler costs, records& r)
    : scheduler_{std::move(scheduler)}, costs_{costs}, records_{r} {
  watch(timers_);
}

void monitor::own(physical_processor& cpu) {
  processors_.push_back({&cpu});
  cpu.install(*this);
}

void monitor::add(guest_domain& g) {
  guests_.push_back(&g);
  g.begin_at_home();
}

void monitor::watch(timer_board& b) {
  boards_.push_back(&b);
  b.armed = [this](timer_queue& q) { armed(q); };
}

void monitor::armed(timer_queue& q) {
  ++changes_;
  if (processors_.empty()) return;
  if (q.keeper() != nullptr && q.keeper()->boosted) bring_here(*q.keeper());
  physical_processor& keeper = *processors_[q.keeper() == nullptr ? 0 : q.keeper()->home].cpu;
  keeper.wake(q.next());
  if (q.next() < keeper.order().reached(keeper.index()))
    keeper.order().reaches_guest(keeper.index(), q.next(), "a timer");
}

void monitor::move_home(domain& d, std::size_t cpu) {
  if (d.home == cpu) return;
  ++changes_;
  d.home = cpu;
  for (timer_board* b : boards_) b->home_changed();
}

void monitor::bring_here(domain& d) {
  const std::size_t here = processors_.front().cpu->order().acting();
  if (d.now == domain::state::blocked && d.may_use(here)) move_home(d, here);
}

void monitor::wake(domain& d, instant at) {
  if (d.now != domain::state::blocked) return;
  if (d.held) {
    d.woken = true;
    return;
  }
  d.ready_at = std::max(std::max(d.ready_at, at), processors_.front().cpu->order().present());
  ++changes_;
  scheduler_->wake(d, d.ready_at);
  processor_state* const taker = idle_for(d);
  if (taker != nullptr) {
    taker->idle = false;
    taker->cpu->wake(d.ready_at);
  } else if (processors_.front().cpu->order().is_checked()) {
    check_turns();
  }
}

monitor::processor_state* monitor::idle_for(const domain& d) {
  processor_state* found = nullptr;
  for (processor_state& p : processors_) {
    if (!p.idle || !d.may_use(p.cpu->index())) continue;
    if (p.polls_for == &d) return &p;
    // One that polls for another domain comes last.
    if (found == nullptr || (found->polls_for != nullptr && p.polls_for == nullptr)) found = &p;
  }
  return found;
}

void monitor::hold(domain& d) {
  ++changes_;
  d.held = true;
  d.woken = d.now == domain::state::runnable;
  if (d.woken) scheduler_->withdraw(d);
}

void monitor::let_go(domain& d, instant now) {
  d.held = false;
  if (std::exchange(d.woken, false)) wake(d, now);
}

void monitor::check_turns() {
  for (const processor_state& p : processors_) {
    if (p.running == nullptr || p.cpu->guest() == nullptr) continue;
    processor::processor_order& order = p.cpu->order();
    if (turn_ends(*p.cpu, *p.running) < order.reached(p.cpu->index()))
      order.reaches_guest(p.cpu->index(), order.present(), "the end of a turn");
  }
}

void monitor::finish() {
  finished_ = true;
  processors_.front().cpu->order().end();
  bus::stop_kernel();
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
  for (cpu.take_turn(); cpu.interrupt_pending(); cpu.take_turn()) {
    const int irq = physical_controller_->acknowledge(cpu.now()) - first_vector;
    if (irq >= 8) cpu.io_write(slave, 1, nonspecific_eoi, account::monitor);
    cpu.io_write(master, 1, nonspecific_eoi, account::monitor);
    m.account_for(cpu, controllers_bus);
    m.charge(cpu, costs_, host_interrupt);
    cpu.take_turn();
    if (driver* d = drivers().driver_of(static_cast<unsigned>(irq))) interrupt_for(*d, m, cpu);
  }
}

void monitor::look_around(processor::step_meter& m, physical_processor& cpu) {
  serve_interrupts(m, cpu);
  if (next_timer(cpu) > cpu.now()) return;
  serve_timers(m, cpu);
  cpu.take_turn();
}

void monitor::fire(timer_board& timers, const processor::step_meter& m, physical_processor& cpu) {
  cpu.take_turn();
  const current_operation::scope working{at_work_, m};
  timers.fire_due_on(cpu.index(), cpu.now());
}

instant monitor::guest_bound(const physical_processor& cpu, instant others) const {
  const std::size_t index = cpu.index();
  const domain* d = processors_[index].running;
  if (d == nullptr || !d->left_alone() || may_be_interrupted(index)) return others;
  const domain* first = boosted();
  if (first != nullptr && first->home != index) first = nullptr;
  const instant undisturbed = scheduler_->undisturbed_until(index, first, others);
  return std::max(others, std::min(undisturbed, d->next_timer_elsewhere()));
}

void monitor::interrupt_pin_changed(physical_processor& cpu, bool high) {
  if (!high) return;
  for (guest_domain* g : guests_) g->look_up_if_on(cpu);
}

void monitor::rouse(processor_state& idle, const physical_processor& by) {
  if (!scheduler_->waiting_for(idle.cpu->index())) return;
  idle.idle = false;
  idle.cpu->wake(by.now());
}

void monitor::dispatch(std::size_t index, domain& d) {
  begin_turn(index, d);
  d.run(*processors_[index].cpu);
  // A guest may have left on its own stack.
  if (processors_[index].running == &d) end_turn(index, d);
}

domain* monitor::next(physical_processor& cpu) {
  processor::step_meter m;
  m.open(cpu);
  look_around(m, cpu);
  return scheduler_->pick(cpu.index(), cpu.now());
}

bool monitor::answered_here(guest_domain& g, physical_processor& cpu) {
  // Where there are others, one of them could take the guest up while this stack waits for its turn.
  if (!cpu.order().alone()) return false;
  const std::size_t index = cpu.index();
  g.leave(cpu);
  g.cpu().leave();
  end_turn(index, g);
  domain* d = finished_ ? nullptr : next(cpu);
  while (d != nullptr && d->boosted) {
    dispatch(index, *d);
    // It has looked around behind its last piece of work, which has just ended.
    d = finished_ ? nullptr : scheduler_->pick(index, cpu.now());
  }
  if (d != &g) {
    processors_[index].picked = d;
    return false;
  }
  begin_turn(index, g);
  if (!g.goes_on(cpu)) return false;
  g.cpu().enter(cpu);
  return true;
}

void monitor::begin_turn(std::size_t index, domain& d) {
  ++changes_;
  processor_state& p = processors_[index];
  // What this processor has given up for it, another may go on with.
  for (processor_state& one : processors_)
    if (one.idle) rouse(one, *p.cpu);
  d.switched_in = p.last != &d && p.last != nullptr;
  d.still_polling = p.polls_for == &d;
  for (processor_state& one : processors_)
    if (&one == &p || one.polls_for == &d) end_poll(one);
  p.last = &d;
  move_home(d, index);
  p.running = &d;
}

void monitor::end_turn(std::size_t index, domain& d) {
  processor_state& p = processors_[index];
  p.cpu->take_turn();
  p.running = nullptr;
  if (d.held && d.now == domain::state::runnable) {
    d.now = domain::state::blocked;
    d.woken = true;
  }
  d.ready_at = p.cpu->now();
  if (d.now == domain::state::blocked && d.polls_until > p.cpu->now()) p.polls_for = &d;
  scheduler_->leave(index, d, p.cpu->now());
}

void monitor::end_poll(processor_state& p) {
  if (p.polls_for != nullptr) p.polls_for->polled(*p.cpu);
  p.polls_for = nullptr;
}

void monitor::run(physical_processor& cpu) {
  const std::size_t index = cpu.index();
  if (index == 0) {
    set_up_interrupts(cpu);
    drivers().boot(cpu);
  }
  while (!finished_) {
    processor_state& p = processors_[index];
    domain* d = std::exchange(p.picked, nullptr);
    if (d == nullptr) d = next(cpu);
    if (d != nullptr) {
      dispatch(index, *d);
      continue;
    }
    if (p.polls_for != nullptr && p.polls_for->polls_until <= cpu.now()) end_poll(p);
    if (cpu.interrupt_pending()) continue;
    const instant next = std::min(next_timer(cpu), scheduler_->next_release());
    p.idle = true;
    if (p.polls_for != nullptr)
      cpu.idle_until(std::min(next, p.polls_for->polls_until), account::monitor);
    else
      cpu.idle_until(next);
    p.idle = false;
  }
}

}  // namespace trapline::vmm
