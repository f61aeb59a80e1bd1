/// Intel SDM volume 2: FCOM, FUCOM, FICOM, FCOMI, FUCOMI, FTST, FXAM, FCMOVcc.
#include "models/processor/engine/fpu/arithmetic.h"
#include "models/processor/engine/fpu/x87_operand.h"
#include "models/processor/engine/fpu/x87_usual.h"

namespace trapline::fpu::x87 {

namespace {

constexpr std::uint16_t condition_codes[] = {condition_0, condition_3, 0,
                                             condition_0 | condition_2 | condition_3};
constexpr std::uint32_t cf = 1, pf = 4, zf = 0x40;
constexpr std::uint32_t flags_of[] = {cf, zf, 0, cf | pf | zf};

// An operand that is invalid and unmasked leaves the condition as it was; one that is denormal, or not there
// at all, does not.
bool keeps_condition(const context& c) {
  return (c.raised & c.unmasked & invalid) != 0 && (c.raised & stack_fault) == 0;
}

}  // namespace

void compare_with(x87_unit& u, x87_operation& o) {
  context c = u.begin();
  order result = order::unordered;
  if (lacks_source(u, o)) {
    stack_underflow(c);
  } else if (extended other; is_normal(u.st(0)) && normal_source(u, o, other)) {
    result = order_of_normals(u.st(0), other);
  } else {
    result = compare(unpack(u.st(0)), source(u, o, c), o.how.quiet, c);
  }
  const bool delivered = u.finish(c);
  if (keeps_condition(c)) return;
  if (o.how.flags) {
    o.eflags = flags_of[static_cast<unsigned>(result)];
  } else {
    u.set_conditions(conditions, condition_codes[static_cast<unsigned>(result)]);
  }
  if (delivered) pop_as_told(u, o);
}

void test(x87_unit& u, x87_operation&) {
  context c = u.begin();
  order result = order::unordered;
  if (u.empty(0)) {
    stack_underflow(c);
  } else {
    result = compare(unpack(u.st(0)), number::zero(false), false, c);
  }
  u.finish(c);
  if (!keeps_condition(c)) u.set_conditions(conditions, condition_codes[static_cast<unsigned>(result)]);
}

void examine(x87_unit& u, x87_operation&) {
  constexpr std::uint16_t normal = condition_2, nan = condition_0, infinite = condition_2 | condition_0,
                          zero = condition_3, empty = condition_3 | condition_0,
                          denormal = condition_3 | condition_2, unsupported = 0;
  constexpr std::uint16_t by_kind[] = {zero, normal, infinite, nan, nan, unsupported};
  const number n = unpack(u.st(0));
  const std::uint16_t what = u.empty(0)   ? empty
                             : n.denormal ? denormal
                                          : by_kind[static_cast<unsigned>(n.what)];
  u.set_conditions(conditions, static_cast<std::uint16_t>(what | (n.negative ? condition_1 : 0)));
}

// Below, equal, below or equal, unordered; the other escape byte has their opposites.
void move_if(x87_unit& u, x87_operation& o) {
  if (u.empty(0) || u.empty(o.i)) {
    context c = u.begin();
    stack_underflow(c);
    if (u.finish(c)) u.set(0, indefinite());
  } else if (((o.eflags & o.how.condition) != 0) != o.how.reversed) {
    u.set(0, u.st(o.i));
  }
}

}  // namespace trapline::fpu::x87
