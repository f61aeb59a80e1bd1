#include "models/native/bare_processor.h"

#include "models/bus/time_bridge.h"
#include "models/processor/instruction_at.h"

namespace trapline::native {

using bus::address_space;
using processor::account;
using processor::left_because;

namespace {

/// All of an access: a transaction with the physical device.
constexpr path_part transaction{"the guest's transaction with the device",
                                {{where_it_happens, step::bus, account::guest}}};

}  // namespace

bare_processor::bare_processor(processor::physical_processor& p, const engine::instruction_costs& costs,
                               records& r, const processor::guest_memory& memory)
    : processor_{p}, records_{r}, memory_{memory}, cpu_{*this, costs} {
  p.install(*this);
}

void bare_processor::run(processor::physical_processor& p) {
  run_guest(p);
  bus::stop_kernel();
}

void bare_processor::run_guest(processor::physical_processor& p) {
  while (!finished_) {
    if (reset_requested_) {
      reset_requested_ = false;
      cpu_.core().reset();
      reset_machine(p.now());
      continue;
    }
    switch (cpu_.run_on(p)) {
      case left_because::halted:
        wait_for_interrupt();
        break;
      case left_because::shutdown:
        shut_down();
        break;
      case left_because::stopped:
      case left_because::paused:
        break;
    }
  }
}

void bare_processor::wait_for_interrupt() {
  processor_.finish_cycle();
  if (!cpu_.interrupts_enabled()) return halted_for_ever();
  while (!processor_.interrupt_pending() && !finished_ && !reset_requested_) {
    processor_.catch_up();
    processor_.idle_until(processor_.next_event());
  }
}

void bare_processor::interrupt_pin_changed(processor::physical_processor&, bool high) {
  cpu_.set_interrupt_line(high);
}

template <typename Access>
std::uint64_t bare_processor::measure(address_space space, std::uint64_t address, unsigned width, direction d,
                                      Access access) {
  processor::step_meter m;
  m.open(processor_);
  const std::uint64_t value = access();
  m.account_for(processor_, transaction);
  records_.close(closed_access{statistics(space, address, d), m.record(), m.began(), nullptr,
                               space == address_space::memory, address, width, value, this});
  if (finished_ || reset_requested_) cpu_.stop();
  return value;
}

instruction_view::instruction bare_processor::look() const {
  return processor::instruction_at(cpu_.core(), memory_);
}

std::uint32_t bare_processor::port_in(virtual_cpu&, std::uint16_t port, unsigned width) {
  return static_cast<std::uint32_t>(measure(address_space::io, port, width, direction::in, [&] {
    return std::uint64_t{processor_.io_read(port, width, account::guest)};
  }));
}

void bare_processor::port_out(virtual_cpu&, std::uint16_t port, unsigned width, std::uint32_t value) {
  measure(address_space::io, port, width, direction::out, [&] {
    processor_.io_write(port, width, value, account::guest);
    return std::uint64_t{value};
  });
}

std::uint64_t bare_processor::memory_read(virtual_cpu&, std::uint64_t address, unsigned width) {
  return measure(address_space::memory, address, width, direction::in,
                 [&] { return processor_.memory_read(address, width, account::guest); });
}

void bare_processor::memory_write(virtual_cpu&, std::uint64_t address, unsigned width, std::uint64_t value) {
  measure(address_space::memory, address, width, direction::out, [&] {
    processor_.memory_write(address, width, value, account::guest);
    return value;
  });
}

void bare_processor::floating_point_error(virtual_cpu&, bool asserted) {
  processor_.take_turn();
  floating_point_error_pin(asserted, processor_.now());
}

unsigned bare_processor::task_priority(virtual_cpu&) {
  const devices::local_interrupt_controller* local = local_controller;
  return local == nullptr ? 0 : local->task_priority();
}

void bare_processor::set_task_priority(virtual_cpu&, unsigned priority) {
  processor::physical_processor& cpu = processor_;
  cpu.take_turn();
  if (devices::local_interrupt_controller* local = local_controller; local != nullptr)
    local->set_task_priority(priority, cpu.now());
}

void bare_processor::local_apic_switched(virtual_cpu&, bool on) {
  processor_.take_turn();
  if (local_controller != nullptr) local_controller->switch_on(on, processor_.now());
}

int bare_processor::take_interrupt(virtual_cpu&) { return acknowledge(processor_.now()); }

std::uint64_t bare_processor::time_stamp(const virtual_cpu&) const { return processor_.now_cycles().count(); }

instant bare_processor::next_look(virtual_cpu&) {
  return finished_ || reset_requested_ ? processor_.now() : processor_.horizon();
}

void bare_processor::at_boundary(virtual_cpu&, instant planned) {
  const instant due = processor_.next_event();
  if (due <= planned) processor_.stall_until(due);
  processor_.keep_pace(planned);
  if (finished_ || reset_requested_) cpu_.stop();
}

}  // namespace trapline::native
