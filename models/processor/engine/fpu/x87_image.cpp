#include "models/processor/engine/fpu/x87_image.h"

#include <cstring>

namespace trapline::fpu {

namespace {

constexpr unsigned ten_bytes = 10;
constexpr std::uint64_t opcode_mask = 0x7ff;

void put(std::span<std::uint8_t> to, unsigned at, unsigned bytes, std::uint64_t value) {
  for (unsigned i = 0; i < bytes; ++i) to[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

std::uint64_t get(std::span<const std::uint8_t> from, unsigned at, unsigned bytes) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < bytes; ++i) value |= static_cast<std::uint64_t>(from[at + i]) << (8 * i);
  return value;
}

void put_register(const extended& e, std::span<std::uint8_t> to, unsigned at) {
  put(to, at, 8, e.significand);
  put(to, at + 8, 2, e.sign_exponent);
}

extended get_register(std::span<const std::uint8_t> from, unsigned at) {
  return {get(from, at, 8), static_cast<std::uint16_t>(get(from, at + 8, 2))};
}

// FXSAVE's image.
constexpr unsigned fx_control = 0, fx_status = 2, fx_tags = 4, fx_opcode = 6, fx_instruction = 8,
                   fx_operand = 16, fx_registers = 32, fx_apart = 16;

}  // namespace

void put_environment(const x87_unit& u, image_format f, std::span<std::uint8_t> to) {
  const unsigned step = f.wide ? 4 : 2;
  const x87_pointers& p = u.pointers();
  // What is reserved beside the words reads as ones.
  for (unsigned i = 0; i < environment_bytes(f); ++i) to[i] = f.wide ? 0xff : 0;
  put(to, 0, 2, u.control());
  put(to, step, 2, u.status());
  put(to, 2 * step, 2, u.tags());
  if (f.selectors) {
    put(to, 3 * step, step, p.instruction);
    put(to, 4 * step, 2, p.code_segment);
    if (f.wide) put(to, 4 * step + 2, 2, p.opcode);
    put(to, 5 * step, step, p.operand);
    put(to, 6 * step, 2, p.data_segment);
    return;
  }
  const std::uint64_t instruction = p.instruction + (std::uint64_t{p.code_segment} << 4),
                      operand = p.operand + (std::uint64_t{p.data_segment} << 4);
  put(to, 3 * step, 2, instruction);
  put(to, 4 * step, step, (instruction >> 16 << 12) | p.opcode);
  put(to, 5 * step, 2, operand);
  put(to, 6 * step, step, operand >> 16 << 12);
}

void load_environment(x87_unit& u, image_format f, std::span<const std::uint8_t> from) {
  const unsigned step = f.wide ? 4 : 2;
  x87_pointers& p = u.pointers();
  if (f.selectors) {
    p.instruction = get(from, 3 * step, step);
    p.code_segment = static_cast<std::uint16_t>(get(from, 4 * step, 2));
    if (f.wide) p.opcode = get(from, 4 * step + 2, 2) & opcode_mask;
    p.operand = get(from, 5 * step, step);
    p.data_segment = static_cast<std::uint16_t>(get(from, 6 * step, 2));
  } else {
    const std::uint64_t high = get(from, 4 * step, step);
    p.instruction = get(from, 3 * step, 2) | (high >> 12 << 16);
    p.opcode = high & opcode_mask;
    p.operand = get(from, 5 * step, 2) | (get(from, 6 * step, step) >> 12 << 16);
    p.code_segment = p.data_segment = 0;
  }
  u.set_tags(static_cast<std::uint16_t>(get(from, 2 * step, 2)));
  u.set_control(static_cast<std::uint16_t>(get(from, 0, 2)));
  u.set_status(static_cast<std::uint16_t>(get(from, step, 2)));
}

void put_registers(const x87_unit& u, std::span<std::uint8_t> to) {
  for (unsigned i = 0; i < 8; ++i) put_register(u.st(i), to, ten_bytes * i);
}

void load_registers(x87_unit& u, std::span<const std::uint8_t> from) {
  for (unsigned i = 0; i < 8; ++i) u.st(i) = get_register(from, ten_bytes * i);
}

void put_extended_image(const x87_unit& u, bool offsets_of_64_bits, std::span<std::uint8_t> to) {
  const x87_pointers& p = u.pointers();
  put(to, fx_control, 2, u.control());
  put(to, fx_status, 2, u.status());
  put(to, fx_tags, 2, static_cast<std::uint8_t>(~u.empty_mask()));
  put(to, fx_opcode, 2, p.opcode);
  if (offsets_of_64_bits) {
    put(to, fx_instruction, 8, p.instruction);
    put(to, fx_operand, 8, p.operand);
  } else {
    put(to, fx_instruction, 8, (p.instruction & 0xffff'ffff) | std::uint64_t{p.code_segment} << 32);
    put(to, fx_operand, 8, (p.operand & 0xffff'ffff) | std::uint64_t{p.data_segment} << 32);
  }
  for (unsigned i = 0; i < 8; ++i) {
    put_register(u.st(i), to, fx_registers + fx_apart * i);
    put(to, fx_registers + fx_apart * i + ten_bytes, fx_apart - ten_bytes, 0);
  }
}

void load_extended_image(x87_unit& u, bool offsets_of_64_bits, std::span<const std::uint8_t> from) {
  x87_pointers& p = u.pointers();
  p.opcode = get(from, fx_opcode, 2) & opcode_mask;
  p.instruction = get(from, fx_instruction, offsets_of_64_bits ? 8 : 4);
  p.operand = get(from, fx_operand, offsets_of_64_bits ? 8 : 4);
  if (!offsets_of_64_bits) {
    p.code_segment = static_cast<std::uint16_t>(get(from, fx_instruction + 4, 2));
    p.data_segment = static_cast<std::uint16_t>(get(from, fx_operand + 4, 2));
  }
  u.set_empty_mask(static_cast<std::uint8_t>(~get(from, fx_tags, 1)));
  u.set_control(static_cast<std::uint16_t>(get(from, fx_control, 2)));
  u.set_status(static_cast<std::uint16_t>(get(from, fx_status, 2)));
  for (unsigned i = 0; i < 8; ++i) u.st(i) = get_register(from, fx_registers + fx_apart * i);
}

}  // namespace trapline::fpu
