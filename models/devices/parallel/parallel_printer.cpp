#include "models/devices/parallel/parallel_printer.h"

namespace trapline::devices {

using namespace parallel_registers;

std::uint32_t parallel_printer::read(unsigned reg, unsigned, instant now) {
  advance_to(now);
  if (reg == data) return state_.data;
  if (reg == control) return state_.control;
  const std::uint8_t seen = status();
  state_.unseen = false;
  return seen;
}

void parallel_printer::write(unsigned reg, unsigned, std::uint32_t value, instant now) {
  advance_to(now);
  if (reg == data) state_.data = static_cast<std::uint8_t>(value);
  if (reg == control) write_control(static_cast<std::uint8_t>(value & control_all), now);
}

void parallel_printer::advance_to(instant now) {
  if (state_.taking && state_.next <= now) {
    state_.taking = false;
    state_.acknowledging = state_.unseen = true;
    const instant began = state_.next;
    state_.next = began + acknowledge_time;
    drive_irq(false, began);
  }
  if (state_.acknowledging && state_.next <= now) {
    const instant ended = state_.next;
    state_.next = instant::never();
    end_acknowledge(ended);
  }
}

void parallel_printer::reset(instant now) {
  advance_to(now);
  state_.data = 0;
  write_control(0, now);
}

void parallel_printer::set_condition(condition c, instant now) {
  advance_to(now);
  state_.off_line = !c.on_line;
  state_.out_of_paper = !c.paper;
  state_.faulty = c.fault;
}

bool parallel_printer::ready() const {
  return has(control_ninit) && !state_.off_line && !state_.out_of_paper && !state_.faulty && !state_.taking;
}

std::uint8_t parallel_printer::status() const {
  const bool shows_nack = state_.acknowledging || (state_.unseen && !has(control_irq));
  std::uint8_t s = 0;
  if (ready()) s |= status_not_busy;
  if (!shows_nack) s |= status_nack;
  if (state_.out_of_paper) s |= status_paper_out;
  if (!state_.off_line) s |= status_selected;
  if (!state_.off_line && !state_.out_of_paper && !state_.faulty) s |= status_nerror;
  return s;
}

void parallel_printer::write_control(std::uint8_t value, instant now) {
  const bool strobes = (value & control_strobe) != 0 && !has(control_strobe);
  state_.control = value;
  if (!has(control_irq)) drive_irq(false, now);
  if (!has(control_ninit)) stop_handshake();
  // A printer that is busy does not look at the strobe.
  if (!strobes || !ready()) return;
  print();
  if (state_.acknowledging) end_acknowledge(now);
  state_.taking = true;
  state_.unseen = false;
  state_.next = now + character_time;
}

void parallel_printer::end_acknowledge(instant at) {
  state_.acknowledging = false;
  drive_irq(has(control_irq), at);
}

void parallel_printer::print() {
  paper_.put(static_cast<char>(state_.data));
  if (state_.data == '\r' && has(control_autofeed)) paper_.put('\n');
}

void parallel_printer::stop_handshake() {
  state_.taking = state_.acknowledging = state_.unseen = false;
  state_.next = instant::never();
}

void parallel_printer::drive_irq(bool high, instant at) {
  state_.irq = high;
  irq_.set(high, at);
}

}  // namespace trapline::devices
