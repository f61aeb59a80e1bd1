#include "models/hybrid/guest_domain.h"

#include <algorithm>

#include "models/hybrid/hypervisor.h"
#include "models/processor/vm_transition.h"
#include "models/vmm/stack_tweak.h"

namespace trapline::hybrid {

using processor::account;
using processor::left_because;
using processor::vm_entry;
using processor::vm_exit;

guest_domain::guest_domain(hypervisor& h, vmm::virtual_machine& vm, const engine::instruction_costs& costs,
                           vmm::ioreq& packet)
    : domain{vm.name()},
      hypervisor_{h},
      machine_{vm},
      cpu_{*this, costs},
      packet_{packet},
      request_{*this, packet, access_},
      io_exits_{h.statistics().exit(vm.name(), "io")},
      memory_exits_{h.statistics().exit(vm.name(),
                                        std::string{vmm::intercepts{h.costs().properties()}.device_memory()})},
      halts_{h.statistics().exit(vm.name(), "hlt")},
      external_{h.statistics().exit(vm.name(), "external_interrupt")},
      windows_{h.statistics().exit(vm.name(), "interrupt_window")},
      sensitive_exits_{h.statistics(), vm.name(), h.costs()} {
  machine_.memory().map_into(cpu_.core());
}

bool guest_domain::should_stop() const {
  return machine_.fate.end() || machine_.reset_requested || hypervisor_.finished();
}

void guest_domain::run(physical_processor& cpu) {
  slice_end_ = cpu.now() + hypervisor_.scheduler().slice();
  // A domain that waited for the service OS charges the way back to the access that it waited for.
  if (switched_in && !waiting_) cpu.spend(account::monitor, hypervisor_.costs().draw(step::switch_back));
  while (!machine_.fate.end() && !hypervisor_.finished()) {
    if (machine_.reset_requested) restart(cpu.now());
    if (halted_ && !cpu_.interrupt_line()) break;
    if (halted_) {
      halted_ = false;
      processor::step_meter m;
      m.open(cpu);
      vm_entry(m, cpu, hypervisor_.costs(), 205);
      instructions_at_entry_ = cpu_.core().instructions();
    }
    switch (cpu_.run_on(cpu)) {
      case left_because::paused:
        if (waiting_)
          now = state::blocked;
        else
          hypervisor_.yield(*this);
        return;
      case left_because::halted: halt(cpu); break;
      case left_because::shutdown: machine_.fate.shut_down(); break;
      case left_because::stopped: break;
    }
  }
  now = state::blocked;
}

void guest_domain::restart(instant at) {
  machine_.reset_requested = false;
  halted_ = false;
  machine_.reset_devices(at);
  cpu_.core().reset();
}

void guest_domain::halt(physical_processor& cpu) {
  cpu.finish_cycle();
  processor::step_meter m;
  m.open(cpu);
  vm_exit(m, cpu, hypervisor_.costs(), 202);
  m.charge(cpu, hypervisor_.costs(), 202, step::decode_exit);
  halts_.away.add(m.record().total());
  halted_ = true;
  constexpr std::uint64_t interrupt_flag = 0x200;
  if ((cpu_.core().registers().rflags & interrupt_flag) == 0)
    machine_.fate.halted();
}

std::uint32_t guest_domain::port_in(virtual_cpu&, std::uint16_t port, unsigned width) {
  return static_cast<std::uint32_t>(
      perform({port, 0, width, vmm::ioreq_kind::port, true, vmm::ioreq_state::none}));
}

void guest_domain::port_out(virtual_cpu&, std::uint16_t port, unsigned width, std::uint32_t value) {
  perform({port, value, width, vmm::ioreq_kind::port, false, vmm::ioreq_state::none});
}

std::uint64_t guest_domain::memory_read(virtual_cpu&, std::uint64_t address, unsigned width) {
  return perform({address, 0, width, vmm::ioreq_kind::memory, true, vmm::ioreq_state::none});
}

void guest_domain::memory_write(virtual_cpu&, std::uint64_t address, unsigned width, std::uint64_t value) {
  perform({address, value, width, vmm::ioreq_kind::memory, false, vmm::ioreq_state::none});
}

std::uint64_t guest_domain::perform(const vmm::ioreq& op) {
  physical_processor& cpu = cpu_.on();
  cost_sampler& costs = hypervisor_.costs();
  if (cpu.behind_events()) cpu.catch_up();
  access_.open(cpu);
  access_.charge(cpu, costs, 201, step::trap);
  vm_exit(access_, cpu, costs, 202);
  access_.charge(cpu, costs, 202, step::decode_exit);
  // Memory says nothing about the instruction: the monitor has to decode it.
  if (op.kind == vmm::ioreq_kind::memory) access_.charge(cpu, costs, 203, step::full_decode);
  access_.charge(cpu, costs, 203, step::lookup_port);
  std::uint64_t value = 0;
  if (machine_.is_near(op)) {
    access_.charge(cpu, costs, 204, step::device_model_hypervisor);
    value = machine_.answer(machine_.near, op, cpu.now());
    access_.charge(cpu, costs, 205, step::write_back);
    access_.charge(cpu, costs, 205, step::check_interrupts);
    vm_entry(access_, cpu, costs, 205);
  } else {
    ask_service_os(op);
    value = packet_.data;
    packet_.state = vmm::ioreq_state::none;
  }
  machine_.count(op, access_.record());
  (op.kind == vmm::ioreq_kind::port ? io_exits_ : memory_exits_).away.add(access_.record().total());
  instructions_at_entry_ = cpu_.core().instructions();
  if (should_stop()) cpu_.stop();
  return value;
}

void guest_domain::ask_service_os(const vmm::ioreq& op) {
  cost_sampler& costs = hypervisor_.costs();
  physical_processor& asking = cpu_.on();
  access_.charge(asking, costs, 206, step::build_request);
  packet_ = op;
  packet_.state = vmm::ioreq_state::ready;
  access_.charge(asking, costs, 206, step::notify);
  hypervisor_.service().submit(request_, asking.now());
  waiting_ = true;
  cpu_.pause();
  waiting_ = false;

  physical_processor& cpu = cpu_.on();
  access_.account_for(cpu, 210, step::queue);
  if (switched_in) access_.charge(cpu, costs, 210, step::switch_back);
  access_.charge(cpu, costs, 211, step::complete_request);
  access_.charge(cpu, costs, 211, step::check_interrupts);
  vm_entry(access_, cpu, costs, 211);
  if (switched_in) access_.charge(cpu, costs, 211, step::refill);
}

bool guest_domain::sensitive(virtual_cpu&, engine::exit_kind kind, std::uint64_t detail, std::uint64_t value) {
  const auto outcome = sensitive_exits_.take(cpu_, kind, detail, value);
  if (outcome == sensitive_exits::outcome::stayed) return false;
  constexpr std::uint64_t window_needed = ~std::uint64_t{0};
  instructions_at_entry_ =
      outcome == sensitive_exits::outcome::emulated ? cpu_.core().instructions() : window_needed;
  return true;
}

void guest_domain::feedback_ready(instant at) { hypervisor_.wake(*this, at); }

void guest_domain::look_up_if_on(const physical_processor& cpu) {
  if (cpu_.running() && &cpu_.on() == &cpu) cpu_.look_up();
}

void guest_domain::set_level(bool high, instant at) {
  cpu_.set_interrupt_line(high);
  if (high && halted_) hypervisor_.wake(*this, at);
}

std::uint64_t guest_domain::time_stamp(virtual_cpu&) { return cpu_.on().now_cycles().count(); }

instant guest_domain::next_look(virtual_cpu&) {
  physical_processor& cpu = cpu_.on();
  const std::size_t index = hypervisor_.index_of(cpu);
  const vmm::domain_scheduler& scheduler = hypervisor_.scheduler();
  if (should_stop() || cpu.interrupt_pending() || scheduler.preempts(index, *this)) return cpu.now();
  instant look = std::min(cpu.horizon(), hypervisor_.next_timer());
  if (scheduler.waiting_for(index)) look = std::min(look, slice_end_);
  return look;
}

void guest_domain::at_boundary(virtual_cpu&, instant planned) {
  physical_processor& cpu = cpu_.on();
  const instant due = std::min(cpu.next_event(), hypervisor_.next_timer());
  if (due <= planned) cpu.stall_until(due);
  if (cpu.horizon() <= cpu.now()) cpu.catch_up();
  if (should_stop()) return cpu_.stop();
  if (cpu.interrupt_pending() || hypervisor_.next_timer() <= cpu.now()) external_exit(cpu);
  const std::size_t index = hypervisor_.index_of(cpu);
  const vmm::domain_scheduler& scheduler = hypervisor_.scheduler();
  if (scheduler.preempts(index, *this) || (cpu.now() >= slice_end_ && scheduler.waiting_for(index)))
    cpu_.pause();
}

void guest_domain::external_exit(physical_processor& cpu) {
  cost_sampler& costs = hypervisor_.costs();
  cpu.finish_cycle();
  delivery_.open(cpu);
  vm_exit(delivery_, cpu, costs, 301);
  hypervisor_.serve_interrupts(cpu);
  if (hypervisor_.next_timer() <= cpu.now()) {
    delivery_.charge(cpu, costs, 301, step::host_interrupt);
    delivery_.charge(cpu, costs, 301, step::virtual_pit);
    hypervisor_.serve_timers(cpu);
  }
  // The entry comes last: what is injected goes in with it.
  if (cpu_.interrupt_line() && cpu_.core().interruptible()) deliver(cpu);
  vm_entry(delivery_, cpu, costs, 302);
  external_.away.add(delivery_.record().total());
  instructions_at_entry_ = cpu_.core().instructions();
}

void guest_domain::deliver(physical_processor& cpu) {
  cost_sampler& costs = hypervisor_.costs();
  delivery_.charge(cpu, costs, 302, step::virtual_pic);
  tweaks_ = machine_.stack_tweak && vmm::can_tweak_stack(cpu_.core().registers());
  if (tweaks_)
    delivery_.charge(cpu, costs, 302, step::stack_tweak);
  else
    inject_event(delivery_, cpu);
  delivery_charged_ = true;
}

void guest_domain::inject_event(processor::step_meter& m, physical_processor& cpu) {
  m.charge(cpu, hypervisor_.costs(), 302, step::event_injection);
  m.charge(cpu, hypervisor_.costs(), 302, step::hardware_vectoring);
}

int guest_domain::enter_handler(physical_processor& cpu, int vector) {
  constexpr int delivered = -1;
  if (tweaks_ && vmm::tweak_stack(cpu_.core(), machine_.memory(), static_cast<std::uint8_t>(vector)))
    return delivered;
  if (!machine_.stack_tweak) return vector;
  // What the vector leads to shows only now: an attempt that failed is paid, and then the event too.
  processor::step_meter m;
  m.open(cpu);
  if (tweaks_) inject_event(m, cpu);
  hypervisor_.statistics().exit(machine_.name(), "stack_tweak_fallback").away.add(m.record().total());
  return vector;
}

int guest_domain::take_interrupt(virtual_cpu&) {
  physical_processor& cpu = cpu_.on();
  if (!delivery_charged_) {
    delivery_.open(cpu);
    const bool window = cpu_.core().instructions() != instructions_at_entry_;
    if (window) {
      vm_exit(delivery_, cpu, hypervisor_.costs(), 302);
      delivery_.charge(cpu, hypervisor_.costs(), 302, step::interrupt_window);
    }
    deliver(cpu);
    if (window) {
      vm_entry(delivery_, cpu, hypervisor_.costs(), 302);
      windows_.away.add(delivery_.record().total());
    }
  }
  delivery_charged_ = false;
  machine_.delivering = &delivery_.record();
  const int vector = machine_.controller->acknowledge(cpu.now());
  machine_.delivering = nullptr;
  return enter_handler(cpu, vector);
}

}  // namespace trapline::hybrid
