/// Intel SDM volume 2: FINIT, FCLEX, FLDCW, FSTCW, FSTSW, FSTENV, FLDENV, FSAVE,
/// FRSTOR, FFREE, FDECSTP, FINCSTP, FNOP.
#include <cstring>

#include "models/processor/engine/fpu/x87_operand.h"

namespace trapline::fpu::x87 {

namespace {

void put_word(x87_operation& o, std::uint16_t value) {
  std::memcpy(o.bytes.data(), &value, sizeof value);
  o.writes = true;
}

}  // namespace

void nothing(x87_unit&, x87_operation&) {}

void initialize(x87_unit& u, x87_operation&) { u.initialize(); }

void clear_exceptions(x87_unit& u, x87_operation&) { u.clear_exceptions(); }

void load_control(x87_unit& u, x87_operation& o) {
  std::uint16_t value = 0;
  std::memcpy(&value, o.bytes.data(), sizeof value);
  u.set_control(value);
}

void store_control(x87_unit& u, x87_operation& o) { put_word(o, u.control()); }
void store_status(x87_unit& u, x87_operation& o) { put_word(o, u.status()); }

void release(x87_unit& u, x87_operation& o) {
  u.release(o.i);
  u.set_conditions(condition_1, 0);
  pop_as_told(u, o);
}

void decrement_top(x87_unit& u, x87_operation&) {
  u.rotate(7);
  u.set_conditions(condition_1, 0);
}

void increment_top(x87_unit& u, x87_operation&) {
  u.rotate(1);
  u.set_conditions(condition_1, 0);
}

void store_environment(x87_unit& u, x87_operation& o) {
  put_environment(u, o.format, o.bytes);
  o.writes = true;
}

// What handles an exception is not to be disturbed by another.
void finish_environment(x87_unit& u, x87_operation&) { u.set_control(u.control() | all_exceptions); }

void load_environment(x87_unit& u, x87_operation& o) { fpu::load_environment(u, o.format, o.bytes); }

void store_state(x87_unit& u, x87_operation& o) {
  store_environment(u, o);
  put_registers(u, std::span{o.bytes}.subspan(environment_bytes(o.format)));
}

void finish_state(x87_unit& u, x87_operation&) { u.initialize(); }

void load_state(x87_unit& u, x87_operation& o) {
  load_environment(u, o);
  load_registers(u, std::span{o.bytes}.subspan(environment_bytes(o.format)));
}

}  // namespace trapline::fpu::x87
