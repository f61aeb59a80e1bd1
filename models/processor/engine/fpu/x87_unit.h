/// The x87's state: eight registers as a stack, the control and status words, the tags, and the pointers to
/// the last instruction. Intel SDM volume 1, chapter 8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/processor/engine/fpu/context.h"
#include "models/processor/engine/fpu/formats.h"

namespace trapline::fpu {

/// Bits of the status word.
inline constexpr std::uint16_t error_summary = 0x80, condition_0 = 0x100, condition_1 = 0x200,
                               condition_2 = 0x400, top_field = 0x3800, condition_3 = 0x4000, busy = 0x8000;
inline constexpr std::uint16_t conditions = condition_0 | condition_1 | condition_2 | condition_3;

/// Where the last instruction that is not a control instruction lay, and its operand.
struct x87_pointers {
  std::uint64_t instruction = 0, operand = 0;  ///< offsets
  std::uint16_t code_segment = 0, data_segment = 0;
  std::uint16_t opcode = 0;  ///< 11 bits
};

class x87_unit {
 public:
  /// @param registers where the physical registers lie, 16 bytes apart: MMX has them as its own
  explicit x87_unit(extended* registers) : registers_{registers} {}

  /// After RESET. SDM volume 3, table 9-1.
  void power_on();
  /// FNINIT.
  void initialize();

  std::uint16_t control() const { return control_; }
  void set_control(std::uint16_t);
  std::uint16_t status() const { return static_cast<std::uint16_t>(status_ | stack_.top << 11); }
  void set_status(std::uint16_t);
  /// Two bits a physical register: valid, zero, special, empty.
  std::uint16_t tags() const;
  /// Of which only "empty or not" is kept.
  void set_tags(std::uint16_t);
  /// One bit a physical register, set if it is empty.
  std::uint8_t empty_mask() const { return static_cast<std::uint8_t>(stack_.empty); }
  void set_empty_mask(std::uint8_t mask) { stack_.empty = mask; }
  x87_pointers& pointers() { return pointers_; }
  const x87_pointers& pointers() const { return pointers_; }

  /// An unmasked exception waits for the next waiting instruction.
  bool error() const { return status_ & error_summary; }
  void clear_exceptions();
  /// What translated code clears for the instructions of MMX, by its place in the unit.
  struct stack_words {
    std::uint64_t top = 0;
    std::uint64_t empty = 0;  ///< a bit a physical register
  };
  static constexpr std::size_t top_offset() { return offsetof(x87_unit, stack_.top); }
  static constexpr std::size_t empty_offset() { return offsetof(x87_unit, stack_.empty); }
  /// EMMS.
  void leave_mmx() { stack_ = {0, 0xff}; }

  // the stack
  unsigned physical(unsigned i) const { return static_cast<unsigned>(stack_.top + i) & 7; }
  const extended& physical_register(unsigned n) const { return registers_[n]; }
  extended& st(unsigned i) { return registers_[physical(i)]; }
  const extended& st(unsigned i) const { return registers_[physical(i)]; }
  bool empty(unsigned i) const { return stack_.empty >> physical(i) & 1; }
  void set(unsigned i, const extended& value) {
    registers_[physical(i)] = value;
    stack_.empty &= ~(std::uint64_t{1} << physical(i));
  }
  void release(unsigned i) { stack_.empty |= std::uint64_t{1} << physical(i); }
  void rotate(unsigned by) { stack_.top = (stack_.top + by) & 7; }
  void pop() {
    release(0);
    rotate(1);
  }
  void push(const extended& value) {
    rotate(7);
    set(0, value);
  }

  // an operation
  context begin() const {
    context c;
    c.mode = static_cast<rounding>(control_ >> 10 & 3);
    c.unmasked = ~control_ & all_exceptions;
    return c;
  }
  /// Bits of significand that the basic operations keep.
  int precision() const {
    constexpr std::uint8_t by_control[4] = {24, 64, 53, 64};
    return by_control[control_ >> 8 & 3];
  }
  /// Takes over what the operation found, C1 with it. @return whether its result is to be delivered
  bool finish(context& c) {
    const bool stopped = c.stopped();
    const unsigned c1 = c.stack_was_full | (c.rounded_up & !stopped);
    status_ = static_cast<std::uint16_t>((status_ & ~condition_1) | c1 * condition_1 | c.raised);
    if (c.raised & c.unmasked) summarize();
    return !stopped;
  }
  void set_conditions(std::uint16_t mask, std::uint16_t value) {
    status_ = static_cast<std::uint16_t>((status_ & ~mask) | value);
  }

 private:
  void summarize();

  stack_words stack_;
  std::uint16_t control_ = 0, status_ = 0;  // without TOP
  extended* registers_;
  x87_pointers pointers_;
};

inline extended indefinite() { return pack_extended(number::indefinite()); }

/// An operand's register is empty.
inline extended stack_underflow(context& c) {
  c.raised |= invalid | stack_fault;
  return indefinite();
}
/// The register to be pushed is not empty.
inline extended stack_overflow(context& c) {
  c.stack_was_full = true;
  return stack_underflow(c);
}

}  // namespace trapline::fpu
