#include "models/native/bare_processor.h"

#include "models/bus/time_bridge.h"

namespace trapline::native {

using bus::address_space;
using processor::account;
using processor::left_because;

bare_processor::bare_processor(processor::physical_processor& p, const engine::instruction_costs& costs)
    : processor_{p}, cpu_{*this, costs} {
  p.install(*this);
}

void bare_processor::run(processor::physical_processor& p) {
  while (!finished_) {
    if (reset_requested_) {
      reset_requested_ = false;
      reset_machine(p.now());
      cpu_.core().reset();
    }
    switch (cpu_.run_on(p)) {
      case left_because::halted: wait_for_interrupt(); break;
      case left_because::shutdown: shut_down(); break;
      case left_because::stopped:
      case left_because::paused: break;
    }
  }
  bus::stop_kernel();
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
void bare_processor::count(address_space space, std::uint64_t address, direction d, Access access) {
  processor::step_meter m;
  m.open(processor_);
  access();
  m.account_for(processor_, 0, step::bus);
  statistics(space, address, d).fold(m.record());
  if (finished_ || reset_requested_) cpu_.stop();
}

std::uint32_t bare_processor::port_in(virtual_cpu&, std::uint16_t port, unsigned width) {
  std::uint32_t value = 0;
  count(address_space::io, port, direction::in,
        [&] { value = processor_.io_read(port, width, account::guest); });
  return value;
}

void bare_processor::port_out(virtual_cpu&, std::uint16_t port, unsigned width, std::uint32_t value) {
  count(address_space::io, port, direction::out,
        [&] { processor_.io_write(port, width, value, account::guest); });
}

std::uint64_t bare_processor::memory_read(virtual_cpu&, std::uint64_t address, unsigned width) {
  std::uint64_t value = 0;
  count(address_space::memory, address, direction::in,
        [&] { value = processor_.memory_read(address, width, account::guest); });
  return value;
}

void bare_processor::memory_write(virtual_cpu&, std::uint64_t address, unsigned width, std::uint64_t value) {
  count(address_space::memory, address, direction::out,
        [&] { processor_.memory_write(address, width, value, account::guest); });
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
