#include "models/devices/interrupts/coprocessor_error.h"

namespace trapline::devices {

void coprocessor_error::write(unsigned, unsigned, std::uint32_t, instant now) {
  state_.irq13 = false;
  state_.ignne = state_.ferr;
  drive(now);
}

void coprocessor_error::set_level(bool high, instant at) {
  if (high && !state_.ferr) state_.irq13 = true;
  if (!high) state_.ignne = false;
  state_.ferr = high;
  drive(at);
}

void coprocessor_error::reset(instant now) {
  state_ = {};
  drive(now);
}

void coprocessor_error::drive(instant at) {
  irq13_.set(state_.irq13, at);
  ignne_.set(state_.ignne, at);
}

void coprocessor_error::state_restored() {
  irq13_.restore(state_.irq13);
  ignne_.restore(state_.ignne);
}

}  // namespace trapline::devices
