#include "models/processor/virtual_cpu.h"

#include <boost/context/protected_fixedsize_stack.hpp>
#include <memory>
#include <utility>

namespace trapline::processor {

namespace ctx = boost::context;

namespace {

/// The engine's own frames and the models' below a port access; measured use is under 32 KiB.
constexpr std::size_t stack_bytes = 0x40000;

}  // namespace

virtual_cpu::virtual_cpu(guest_supervisor& s, const engine::instruction_costs& costs)
    : supervisor_{s}, core_{*this, costs} {}

left_because virtual_cpu::run_on(physical_processor& p) {
  processor_ = &p;
  p.begin_guest(core_);
  plan();
  if (!guest_) {
    guest_ = ctx::fiber{std::allocator_arg, ctx::protected_fixedsize_stack{stack_bytes},
                        [this](ctx::fiber&& caller) { return guest_stack(std::move(caller)); }};
  }
  guest_ = std::move(guest_).resume();
  p.end_guest();
  processor_ = nullptr;
  return left_;
}

ctx::fiber virtual_cpu::guest_stack(ctx::fiber&& caller) {
  caller_ = std::move(caller);
  for (;;) {
    switch (core_.run()) {
      case engine::stop_reason::halted: left_ = left_because::halted; break;
      case engine::stop_reason::shutdown: left_ = left_because::shutdown; break;
      case engine::stop_reason::requested: left_ = left_because::stopped; break;
    }
    caller_ = std::move(caller_).resume();
  }
}

void virtual_cpu::pause() {
  left_ = left_because::paused;
  caller_ = std::move(caller_).resume();
}

void virtual_cpu::stop() { core_.request_stop(); }

void virtual_cpu::look_up() {
  if (processor_ == nullptr) return;
  planned_ = processor_->now();
  core_.set_deadline(core_.now());
}

void virtual_cpu::set_interrupt_line(bool high) {
  interrupt_line_ = high;
  core_.set_interrupt_line(high);
}

void virtual_cpu::plan() {
  planned_ = supervisor_.next_look(*this);
  const engine::ticks until = processor_->ticks_by(planned_);
  const engine::ticks here = processor_->now_ticks();
  core_.set_deadline(core_.now() + (until > here ? until - here : 0));
}

std::uint32_t virtual_cpu::port_in(std::uint16_t port, unsigned width) {
  processor_->finish_cycle();
  const std::uint32_t value = supervisor_.port_in(*this, port, width);
  ports_.note(port, width, true, value);
  plan();
  return value;
}

void virtual_cpu::port_out(std::uint16_t port, unsigned width, std::uint32_t value) {
  processor_->finish_cycle();
  ports_.note(port, width, false, value);
  supervisor_.port_out(*this, port, width, value);
  plan();
}

std::uint64_t virtual_cpu::memory_read(std::uint64_t address, unsigned width) {
  processor_->finish_cycle();
  const std::uint64_t value = supervisor_.memory_read(*this, address, width);
  plan();
  return value;
}

void virtual_cpu::memory_write(std::uint64_t address, unsigned width, std::uint64_t value) {
  processor_->finish_cycle();
  supervisor_.memory_write(*this, address, width, value);
  plan();
}

void virtual_cpu::deadline_reached() {
  supervisor_.at_boundary(*this, planned_);
  plan();
}

int virtual_cpu::acknowledge_interrupt() {
  processor_->finish_cycle();
  const int vector = supervisor_.take_interrupt(*this);
  plan();
  return vector;
}

std::uint64_t virtual_cpu::time_stamp_counter() {
  return supervisor_.time_stamp(*this);
}

void virtual_cpu::sensitive_instruction(engine::exit_kind kind, std::uint64_t detail, std::uint64_t value) {
  if (supervisor_.sensitive(*this, kind, detail, value)) plan();
}

}  // namespace trapline::processor
