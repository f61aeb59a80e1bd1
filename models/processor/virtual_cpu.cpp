#include "models/processor/virtual_cpu.h"

#include <boost/context/protected_fixedsize_stack.hpp>
#include <memory>
#include <utility>

#include "models/processor/core_team.h"

namespace trapline::processor {

namespace ctx = boost::context;

namespace {

/// The engine's own frames and the models' below a port access; measured use is under 32 KiB.
constexpr std::size_t stack_bytes = 0x40000;

}  // namespace

virtual_cpu::virtual_cpu(guest_supervisor& s, const engine::instruction_costs& costs)
    : supervisor_{s}, core_{*this, costs} {}

left_because virtual_cpu::run_on(physical_processor& p) {
  enter(p);
  // After a pause the supervisor goes on first, and the plan is made behind that.
  const bool goes_on_here = left_ == left_because::paused;
  if (!goes_on_here) plan();
  if (!guest_) {
    guest_ = ctx::fiber{std::allocator_arg, ctx::protected_fixedsize_stack{stack_bytes},
                        [this](ctx::fiber&& caller) { return guest_stack(std::move(caller)); }};
  }
  for_team_ = !goes_on_here && worth_a_team();
  do {
    if (std::exchange(for_team_, false)) p.team()->run(*this);
    guest_ = std::move(guest_).resume();
  } while (for_team_);
  if (running()) leave();
  return left_;
}

ctx::fiber virtual_cpu::guest_stack(ctx::fiber&& caller) {
  caller_ = std::move(caller);
  for (;;) {
    const engine::stop_reason reason = core_.run();
    come_back();
    switch (reason) {
      case engine::stop_reason::halted:
        left_ = left_because::halted;
        break;
      case engine::stop_reason::shutdown:
        left_ = left_because::shutdown;
        break;
      case engine::stop_reason::requested:
        left_ = left_because::stopped;
        break;
    }
    caller_ = std::move(caller_).resume();
  }
}

bool virtual_cpu::worth_a_team() const {
  return processor_->team() != nullptr && planned_ >= processor_->now() + core_team::least;
}

void virtual_cpu::go_on() {
  plan();
  if (!worth_a_team()) return;
  for_team_ = true;
  caller_ = std::move(caller_).resume();
}

void virtual_cpu::run_aside() {
  aside_ = true;
  guest_ = std::move(guest_).resume();
}

void virtual_cpu::come_back() {
  if (std::exchange(aside_, false)) caller_ = std::move(caller_).resume();
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

bool virtual_cpu::interrupts_enabled() const {
  constexpr std::uint64_t interrupt_flag = 0x200;
  return (core_.registers().rflags & interrupt_flag) != 0;
}

void virtual_cpu::plan() {
  processor_->enter_guest_code(interrupt_line_ && core_.interruptible());
  planned_ = supervisor_.next_look(*this);
  const engine::ticks until = processor_->ticks_by(planned_);
  const engine::ticks here = processor_->now_ticks();
  core_.set_deadline(core_.now() + (until > here ? until - here : 0));
}

std::uint32_t virtual_cpu::port_in(std::uint16_t port, unsigned width) {
  come_back();
  processor_->finish_cycle();
  const std::uint32_t value = supervisor_.port_in(*this, port, width);
  ports_.note(port, width, true, value);
  go_on();
  return value;
}

void virtual_cpu::port_out(std::uint16_t port, unsigned width, std::uint32_t value) {
  come_back();
  processor_->finish_cycle();
  ports_.note(port, width, false, value);
  supervisor_.port_out(*this, port, width, value);
  go_on();
}

std::uint64_t virtual_cpu::memory_read(std::uint64_t address, unsigned width) {
  come_back();
  processor_->finish_cycle();
  const std::uint64_t value = supervisor_.memory_read(*this, address, width);
  go_on();
  return value;
}

void virtual_cpu::memory_write(std::uint64_t address, unsigned width, std::uint64_t value) {
  come_back();
  processor_->finish_cycle();
  supervisor_.memory_write(*this, address, width, value);
  go_on();
}

void virtual_cpu::deadline_reached() {
  come_back();
  supervisor_.at_boundary(*this, planned_);
  go_on();
}

int virtual_cpu::acknowledge_interrupt() {
  come_back();
  processor_->finish_cycle();
  const int vector = supervisor_.take_interrupt(*this);
  go_on();
  return vector;
}

std::uint64_t virtual_cpu::time_stamp_counter() { return supervisor_.time_stamp(*this); }

void virtual_cpu::floating_point_error(bool asserted) {
  come_back();
  processor_->finish_cycle();
  supervisor_.floating_point_error(*this, asserted);
  go_on();
}

unsigned virtual_cpu::task_priority() {
  come_back();
  const unsigned priority = supervisor_.task_priority(*this);
  go_on();
  return priority;
}

void virtual_cpu::set_task_priority(unsigned priority) {
  come_back();
  processor_->finish_cycle();
  supervisor_.set_task_priority(*this, priority);
  go_on();
}

void virtual_cpu::local_apic_switched(bool on) {
  come_back();
  processor_->finish_cycle();
  supervisor_.local_apic_switched(*this, on);
  go_on();
}

void virtual_cpu::sensitive_instruction(engine::exit_kind kind, std::uint64_t detail, std::uint64_t value) {
  if (!supervisor_.intercepts(*this, kind, detail, value)) return;
  come_back();
  supervisor_.intercepted(*this, kind, detail, value);
  go_on();
}

}  // namespace trapline::processor
