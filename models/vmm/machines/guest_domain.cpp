#include "models/vmm/machines/guest_domain.h"

#include <algorithm>
#include <utility>

#include "models/vmm/exits/monitor.h"
#include "models/vmm/injection/stack_tweak.h"

namespace trapline::vmm {

using processor::left_because;

guest_domain::guest_domain(monitor& m, virtual_machine& vm, const engine::instruction_costs& costs,
                           const monitor_paths& paths)
    : domain{vm.name()},
      monitor_{m},
      paths_{paths},
      machine_{vm},
      cpu_{*this, costs},
      io_exits_{m.statistics().exit(vm.name(), "io")},
      memory_exits_{m.statistics().exit(
          vm.name(), std::string{vmm::intercepts{m.costs().properties()}.device_memory()})},
      halts_{m.statistics().exit(vm.name(), "hlt")},
      shutdowns_{m.statistics().exit(vm.name(), "triple_fault")},
      external_{m.statistics().exit(vm.name(), "external_interrupt")},
      windows_{m.statistics().exit(vm.name(), "interrupt_window")},
      fallbacks_{m.statistics().exit(vm.name(), "stack_tweak_fallback")},
      sensitive_exits_{m.statistics(), vm.name(), m.costs()} {
  machine_.memory().map_into(cpu_.core());
}

bool guest_domain::should_stop() const {
  return machine_.fate.end() || machine_.reset_requested || reset_from_outside_ || monitor_.finished();
}

void guest_domain::return_to(physical_processor& cpu) {
  delivery_.open(cpu);
  if (led_by_) {
    delivery_ = *led_by_;
    delivery_.account_for(cpu, wait_for_processor);
    led_by_.reset();
  }
  // A domain that waited for an answer charges the way back to the access that it waited for.
  if (switched_in && !waits_for_answer()) delivery_.charge(cpu, monitor_.costs(), paths_.switch_in);
  charge_wake_up(delivery_, cpu);
  cpu.take_turn();
  machine_.time.guest_returns(cpu.now());
}

void guest_domain::run(physical_processor& cpu) {
  return_to(cpu);
  while (!machine_.fate.end() && !monitor_.finished()) {
    if (!in_the_middle_ && std::exchange(reset_from_outside_, false)) machine_.reset_requested = true;
    carry_out_reset(cpu);
    if (machine_.fate.end()) break;
    if (halted_ && !cpu_.interrupt_line()) break;
    if (halted_ || must_enter_) resume(cpu);
    const left_because why = cpu_.run_on(cpu);
    in_the_middle_ = false;
    switch (why) {
      case left_because::paused:
        in_the_middle_ = true;
        if (std::exchange(over_, false)) break;
        if (now == state::running) leave(cpu);
        return;
      case left_because::halted:
        halt(cpu);
        break;
      case left_because::shutdown:
        shut_down(cpu);
        break;
      case left_because::stopped:
        break;
    }
  }
  awaits_answer = false;
  now = state::blocked;
}

void guest_domain::carry_out_reset(physical_processor& cpu) {
  if (!machine_.reset_requested) return;
  cpu.take_turn();
  machine_.reset_requested = false;
  halted_ = false;
  cpu_.core().reset();
  machine_.reset_devices(cpu.now());
}

void guest_domain::close(exit_statistics& under, const step_meter& m) {
  monitor_.room().close(closed_exit{under, m.record(), m.began()});
}

void guest_domain::halt(physical_processor& cpu) {
  cpu.finish_cycle();
  step_meter m;
  m.open(cpu);
  m.charge(cpu, monitor_.costs(), paths_.exit);
  close(halts_, m);
  halted_ = true;
  cpu.take_turn();
  if (!cpu_.interrupts_enabled()) machine_.fate.halted();
}

void guest_domain::shut_down(physical_processor& cpu) {
  cpu.finish_cycle();
  step_meter m;
  m.open(cpu);
  m.charge(cpu, monitor_.costs(), paths_.exit);
  close(shutdowns_, m);
  cpu.take_turn();
  machine_.reset_requested = machine_.fate.shut_down(cpu_.core().registers());
}

void guest_domain::floating_point_error(virtual_cpu&, bool asserted) {
  physical_processor& cpu = cpu_.on();
  // CR0.NE is always set in a guest: the monitor sees #MF, and does what a board does.
  if (asserted) {
    step_meter m;
    m.open(cpu);
    m.charge(cpu, monitor_.costs(), paths_.exit);
    m.charge(cpu, monitor_.costs(), paths_.go_on);
    close(sensitive_exits_.counts(exit_reason::exception), m);
    instructions_at_entry_ = cpu_.core().instructions();
  }
  cpu.take_turn();
  machine_.devices.drive("ferr", asserted, cpu.now());
  device_model* latch = machine_.devices.listener("ferr");
  if (!asserted || latch == nullptr || &latch->where() == &machine_.near) return;
  // The processor is frozen until the interrupt is there (SDM volume 1, D.2.1.2): the guest stands still
  // until who has the latch has answered.
  const std::uint16_t port = latch->parts().chips().front().it->ports().front().first_port;
  perform({port, 0, 1, ioreq_kind::port, true, ioreq_state::none});
}

std::uint32_t guest_domain::port_in(virtual_cpu&, std::uint16_t port, unsigned width) {
  return static_cast<std::uint32_t>(perform({port, 0, width, ioreq_kind::port, true, ioreq_state::none}));
}

void guest_domain::port_out(virtual_cpu&, std::uint16_t port, unsigned width, std::uint32_t value) {
  perform({port, value, width, ioreq_kind::port, false, ioreq_state::none});
}

std::uint64_t guest_domain::memory_read(virtual_cpu&, std::uint64_t address, unsigned width) {
  return perform({address, 0, width, ioreq_kind::memory, true, ioreq_state::none});
}

void guest_domain::memory_write(virtual_cpu&, std::uint64_t address, unsigned width, std::uint64_t value) {
  perform({address, value, width, ioreq_kind::memory, false, ioreq_state::none});
}

std::uint64_t guest_domain::perform(const ioreq& op) {
  physical_processor& cpu = cpu_.on();
  take_access(cpu, op);
  const virtual_machine::destination to = machine_.models_move ? who_answers(cpu, op) : machine_.find(op);
  const std::uint64_t value = handle(op, to.host);
  monitor_.room().close(closed_access{
      to.counts, access_.record(), access_.began(), op.kind == ioreq_kind::port ? &io_exits_ : &memory_exits_,
      op.kind == ioreq_kind::memory, op.address, op.width, op.is_read ? value : op.data, this});
  instructions_at_entry_ = cpu_.core().instructions();
  if (should_stop()) cpu_.stop();
  return value;
}

void guest_domain::take_access(physical_processor& cpu, const ioreq& op) {
  cost_sampler& costs = monitor_.costs();
  access_.open(cpu);
  access_.charge(cpu, costs, trap, paths_.exit);
  // Memory says nothing about the instruction, nor does a port where the hardware does not: the monitor
  // has to decode it.
  if (op.kind == ioreq_kind::memory || !costs.properties().reports_io_instruction)
    access_.charge(cpu, costs, full_decode);
}

virtual_machine::destination guest_domain::who_answers(physical_processor& cpu, const ioreq& op) {
  for (;;) {
    cpu.take_turn();
    const virtual_machine::destination to = machine_.find(op);
    if (to.open_from <= cpu.now()) return to;
    cpu.spend_until(account::idle, to.open_from);
    access_.account_for(cpu, model_moves);
  }
}

bool guest_domain::intercepts(const virtual_cpu&, engine::exit_kind kind, std::uint64_t detail,
                              std::uint64_t value) const {
  return sensitive_exits_.reason_of(cpu_.core(), kind, detail, value).has_value();
}

void guest_domain::intercepted(virtual_cpu&, engine::exit_kind kind, std::uint64_t detail,
                               std::uint64_t value) {
  const exit_reason reason = *sensitive_exits_.reason_of(cpu_.core(), kind, detail, value);
  physical_processor& cpu = cpu_.on();
  cpu.finish_cycle();
  step_meter m;
  m.open(cpu);
  m.charge(cpu, monitor_.costs(), paths_.exit);
  sensitive_exits_.charge_body(m, cpu, reason, detail);
  if (kind == engine::exit_kind::exception) {
    // The guest's own exception goes in with this entry: an interrupt needs another one.
    constexpr std::uint64_t window_needed = ~std::uint64_t{0};
    m.charge(cpu, monitor_.costs(), paths_.pass_on);
    instructions_at_entry_ = window_needed;
  } else {
    m.charge(cpu, monitor_.costs(), paths_.go_on);
    instructions_at_entry_ = cpu_.core().instructions();
  }
  close(sensitive_exits_.counts(reason), m);
}

void guest_domain::look_up_if_on(const physical_processor& cpu) {
  if (cpu_.running() && &cpu_.on() == &cpu) cpu_.look_up();
}

void guest_domain::set_level(bool high, instant at) {
  if (high && cpu_.running()) cpu_.on().order().reaches_guest(cpu_.on().index(), at, "an interrupt");
  cpu_.set_interrupt_line(high);
  if (const step_meter* by = monitor_.at_work().steps(); high && by != nullptr && !cpu_.running())
    led_by_ = *by;
  if (high && halted_) monitor_.wake(*this, at);
}

std::uint64_t guest_domain::time_stamp(const virtual_cpu&) const {
  const physical_processor& cpu = cpu_.on();
  const guest_clock& clock = machine_.time.clock();
  return (clock.behind() == duration{} ? cpu.now_cycles() : cpu.clock().edges_by(clock.of(cpu.now())))
      .count();
}

void guest_domain::deliver(physical_processor& cpu) {
  cost_sampler& costs = monitor_.costs();
  delivery_.charge(cpu, costs, virtual_controller);
  tweaks_ = machine_.stack_tweak && can_tweak_stack(cpu_.core().registers());
  delivery_.charge(cpu, costs, tweaks_ ? stack_tweak : event_injection);
  delivery_charged_ = true;
}

int guest_domain::enter_handler(physical_processor& cpu, int vector) {
  constexpr int delivered = -1;
  if (tweaks_ && tweak_stack(cpu_.core(), machine_.memory(), static_cast<std::uint8_t>(vector)))
    return delivered;
  if (!machine_.stack_tweak) return vector;
  // What the vector leads to shows only now: an attempt that failed is paid, and then the event too.
  step_meter m;
  m.open(cpu);
  if (tweaks_) m.charge(cpu, monitor_.costs(), event_injection);
  close(fallbacks_, m);
  return vector;
}

unsigned guest_domain::task_priority(virtual_cpu&) {
  const devices::local_interrupt_controller* local = machine_.devices.local_controller();
  return local == nullptr ? 0 : local->task_priority();
}

void guest_domain::set_task_priority(virtual_cpu&, unsigned priority) {
  physical_processor& cpu = cpu_.on();
  cpu.take_turn();
  if (devices::local_interrupt_controller* local = machine_.devices.local_controller(); local != nullptr)
    local->set_task_priority(priority, cpu.now());
}

void guest_domain::local_apic_switched(virtual_cpu&, bool on) {
  physical_processor& cpu = cpu_.on();
  cpu.take_turn();
  if (devices::local_interrupt_controller* local = machine_.devices.local_controller(); local != nullptr)
    local->switch_on(on, cpu.now());
}

int guest_domain::take_interrupt(virtual_cpu&) {
  physical_processor& cpu = cpu_.on();
  if (!delivery_charged_) {
    const bool window = cpu_.core().instructions() != instructions_at_entry_;
    // Without one it goes in with the entry that has just been made: from an access, or of the domain.
    if (!window && access_.end() > delivery_.end()) delivery_ = access_;
    if (window) {
      delivery_.open(cpu);
      delivery_.charge(cpu, monitor_.costs(), paths_.window_exit);
    }
    deliver(cpu);
    if (window) {
      delivery_.charge(cpu, monitor_.costs(), paths_.enter);
      close(windows_, delivery_);
    }
  }
  delivery_charged_ = false;
  cpu.take_turn();
  return enter_handler(cpu, machine_.acknowledge(delivery_, cpu.now()));
}

}  // namespace trapline::vmm
