#include "models/processor/engine/fpu/x87_unit.h"

namespace trapline::fpu {

namespace {

constexpr std::uint16_t control_fixed_bit = 0x40, control_bits = 0x1f3f;
enum tag : unsigned { tag_valid, tag_zero, tag_special, tag_empty };

tag tag_of(const extended& e) {
  if (e.exponent_field() == 0) return e.significand == 0 ? tag_zero : tag_special;
  if (e.exponent_field() == extended::special || !(e.significand & integer_bit)) return tag_special;
  return tag_valid;
}

}  // namespace

void x87_unit::power_on() {
  for (unsigned i = 0; i < 8; ++i) registers_[i] = {};
  stack_.top = 0;
  stack_.empty = 0;
  control_ = control_fixed_bit;
  status_ = 0;
  pointers_ = {};
  summarize();
}

void x87_unit::initialize() {
  constexpr std::uint16_t all_masked_64_bits = 0x37f;
  stack_.top = 0;
  stack_.empty = 0xff;
  control_ = all_masked_64_bits;
  status_ = 0;
  pointers_ = {};
}

void x87_unit::set_control(std::uint16_t value) {
  control_ = static_cast<std::uint16_t>((value & control_bits) | control_fixed_bit);
  summarize();
}

void x87_unit::set_status(std::uint16_t value) {
  stack_.top = value >> 11 & 7;
  status_ = static_cast<std::uint16_t>(value & ~top_field);
  summarize();
}

std::uint16_t x87_unit::tags() const {
  unsigned word = 0;
  for (unsigned i = 0; i < 8; ++i)
    word |= (stack_.empty >> i & 1 ? tag_empty : tag_of(registers_[i])) << (2 * i);
  return static_cast<std::uint16_t>(word);
}

void x87_unit::set_tags(std::uint16_t word) {
  stack_.empty = 0;
  for (unsigned i = 0; i < 8; ++i)
    if ((word >> (2 * i) & 3) == tag_empty) stack_.empty |= std::uint64_t{1} << i;
}

void x87_unit::clear_exceptions() {
  status_ = static_cast<std::uint16_t>(status_ & ~(all_exceptions | stack_fault | error_summary | busy));
}

// The summary follows flags and masks, and the busy bit follows it.
void x87_unit::summarize() {
  constexpr std::uint16_t summary = error_summary | busy;
  const bool any = status_ & ~control_ & all_exceptions;
  status_ = static_cast<std::uint16_t>(any ? status_ | summary : status_ & ~summary);
}

}  // namespace trapline::fpu
