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

virtual_cpu::~virtual_cpu() {
  // A guest that stands in the middle of an instruction has frames of the engine on its stack; they
  // have to return by themselves before the stack can go.
  abandoned_ = true;
  core_.request_stop();
  while (guest_) guest_ = std::move(guest_).resume();
}

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
  while (!abandoned_) {
    switch (core_.run()) {
      case engine::stop_reason::halted: left_ = left_because::halted; break;
      case engine::stop_reason::shutdown: left_ = left_because::shutdown; break;
      case engine::stop_reason::requested: left_ = left_because::stopped; break;
    }
    if (!abandoned_) caller_ = std::move(caller_).resume();
  }
  return std::move(caller_);
}

bool virtual_cpu::pause() {
  left_ = left_because::paused;
  caller_ = std::move(caller_).resume();
  return !abandoned_;
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
  const instant here = processor_->now();
  const engine::ticks ahead = planned_ > here ? processor_->ticks_within(planned_ - here) : 0;
  core_.set_deadline(core_.now() + ahead);
}

std::uint32_t virtual_cpu::port_in(std::uint16_t port, unsigned width) {
  if (abandoned_) return ~std::uint32_t{0};
  processor_->finish_cycle();
  const std::uint32_t value = supervisor_.port_in(*this, port, width);
  if (!abandoned_) plan();
  return value;
}

void virtual_cpu::port_out(std::uint16_t port, unsigned width, std::uint32_t value) {
  if (abandoned_) return;
  processor_->finish_cycle();
  supervisor_.port_out(*this, port, width, value);
  if (!abandoned_) plan();
}

std::uint64_t virtual_cpu::memory_read(std::uint64_t address, unsigned width) {
  if (abandoned_) return ~std::uint64_t{0};
  processor_->finish_cycle();
  const std::uint64_t value = supervisor_.memory_read(*this, address, width);
  if (!abandoned_) plan();
  return value;
}

void virtual_cpu::memory_write(std::uint64_t address, unsigned width, std::uint64_t value) {
  if (abandoned_) return;
  processor_->finish_cycle();
  supervisor_.memory_write(*this, address, width, value);
  if (!abandoned_) plan();
}

void virtual_cpu::deadline_reached() {
  if (abandoned_) return core_.request_stop();
  supervisor_.at_boundary(*this, planned_);
  if (abandoned_) return core_.request_stop();
  plan();
}

int virtual_cpu::acknowledge_interrupt() {
  if (abandoned_) return -1;
  processor_->finish_cycle();
  const int vector = supervisor_.take_interrupt(*this);
  if (!abandoned_) plan();
  return vector;
}

std::uint64_t virtual_cpu::time_stamp_counter() {
  return abandoned_ ? 0 : supervisor_.time_stamp(*this);
}

}  // namespace trapline::processor
