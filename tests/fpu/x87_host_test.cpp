// Every instruction of the x87 but for the transcendental ones, on random states, against this host's own.
// Where the manual leaves something open or says otherwise than some processors do, that is not compared.
#include <catch2/catch.hpp>
#include <cstring>
#include <set>
#include <string>

#include "models/processor/engine/fpu/x87_handlers.h"
#include "tests/fpu/host_x87.h"
#include "tests/fpu/random_operands.h"

using namespace trapline;
using namespace trapline::fpu;
using test::random_operands;
using test::x87_image;

namespace {

constexpr image_format wide_with_selectors{true, true};
constexpr std::size_t status_at = 4, tags_at = 8, registers_at = 28;

struct subject {
  extended registers[8];
  x87_unit unit{registers};

  x87_image image() const {
    x87_image i;
    put_environment(unit, wide_with_selectors, i.bytes);
    put_registers(unit, std::span{i.bytes}.subspan(registers_at));
    return i;
  }
};

void randomize(subject& s, random_operands& random, bool unmasked) {
  x87_unit& u = s.unit;
  for (extended& e : s.registers) e = random.value();
  if (random.one_in(4)) s.registers[1] = s.registers[0];
  constexpr unsigned all_masked = 0x7f, precisions = 0x300;
  unsigned control =
      all_masked | (random.one_in(4) ? random.below(4) << 8 : precisions) | random.below(4) << 10;
  if (unmasked) control &= ~random.below(64);
  u.set_control(static_cast<std::uint16_t>(control));
  u.set_status(static_cast<std::uint16_t>((random.word() & (conditions | top_field)) |
                                          (unmasked || random.one_in(2) ? 0 : random.below(64))));
  // Mostly six are full, so that a push is possible.
  u.set_empty_mask(static_cast<std::uint8_t>(1u << u.physical(7) | 1u << u.physical(6)));
  if (random.one_in(8)) u.set_empty_mask(static_cast<std::uint8_t>(random.word()));
}

void randomize_operand(x87_image& i, operand o, random_operands& random) {
  for (std::uint8_t& b : i.memory) b = static_cast<std::uint8_t>(random.word());
  if (o == operand::real32) {
    const auto bits = random.narrow<binary32>();
    std::memcpy(i.memory.data(), &bits, sizeof bits);
  } else if (o == operand::real64) {
    const auto bits = random.narrow<binary64>();
    std::memcpy(i.memory.data(), &bits, sizeof bits);
  } else if (o == operand::real80) {
    const extended e = random.value();
    std::memcpy(i.memory.data(), &e, 10);
  } else if (o == operand::decimal) {
    for (std::size_t k = 0; k < 9; ++k)
      i.memory[k] = static_cast<std::uint8_t>(random.below(10) * 16 + random.below(10));
  }
}

bool is_transcendental(const x87_instruction& h) {
  using namespace x87;
  for (const auto run :
       {exponential, logarithm, logarithm_plus_1, sine, cosine, sine_and_cosine, tangent, arctangent})
    if (h.run == run) return true;
  return false;
}

/// The condition bits that the manual defines after an instruction.
std::uint16_t defined_conditions(const x87_instruction& h) {
  using namespace x87;
  if (h.control || h.run == move_if) return 0;
  if (h.run == compare_with) return h.flags ? 0 : conditions;
  if (h.run == x87::test || h.run == examine) return conditions;
  if (h.run == remainder_truncated || h.run == remainder_nearest) return condition_1 | condition_2;
  return condition_1;
}

/// Cases in which some processors do not what the manual says.
bool is_disputed(const x87_instruction& h, const subject& before, const x87_operation& o) {
  using namespace x87;
  const bool unmasked_invalid = o.found.raised & invalid & ~before.unit.control();
  if (h.run == compare_with || h.run == x87::test)
    return unmasked_invalid || !(before.unit.control() & invalid);
  // An unmasked denormal that is loaded leaves the stack alone.
  if (h.run == load) return !(before.unit.control() & denormal_operand);
  // What the remainder by an infinity leaves as it was is an underflow to AMD's processors, if it is tiny.
  if (h.run == remainder_truncated || h.run == remainder_nearest)
    return !(before.unit.control() & underflow) && unpack(before.unit.st(1)).is(number::kind::infinity);
  // Another encoding of FSTP ST(i), of which some do not look whether the register is empty.
  return h.run == store_register && before.unit.empty(0);
}

std::uint16_t status_of(const x87_image& i) {
  return static_cast<std::uint16_t>(i.bytes[status_at] | i.bytes[status_at + 1] << 8);
}

bool same(const x87_image& a, const x87_image& b, std::uint16_t compared_conditions) {
  const auto differs = static_cast<std::uint16_t>(status_of(a) ^ status_of(b));
  return (differs & (compared_conditions | ~conditions) & 0xffff) == 0 && a.memory == b.memory &&
         a.flags == b.flags && std::memcmp(a.bytes.data(), b.bytes.data(), 2) == 0 &&
         std::memcmp(&a.bytes[tags_at], &b.bytes[tags_at], 2) == 0 &&
         std::memcmp(&a.bytes[registers_at], &b.bytes[registers_at], register_bytes) == 0;
}

void compare_all(bool unmasked, int states) {
  test::host_x87 host;
  random_operands random{unmasked ? 2u : 1u};
  std::set<std::string> different;
  for (unsigned opcode = 0; opcode < 2048; ++opcode) {
    const x87_instruction& h = x87_instruction_of(opcode);
    const unsigned modrm = opcode & 0xff;
    const bool one_of_many_addresses = modrm < 0xc0 && (modrm & 0xc7) != 0;
    if (!h.run || one_of_many_addresses || h.memory >= operand::accumulator || is_transcendental(h)) continue;
    host.load(opcode);
    for (int k = 0; k < states; ++k) {
      subject s;
      s.unit.initialize();
      randomize(s, random, unmasked);
      const subject before = s;
      x87_image image = s.image();
      randomize_operand(image, h.memory, random);
      image.flags = random.word() & 0x8d5;
      const x87_image theirs = host.run(image);

      x87_operation o{h};
      o.i = opcode & 7;
      o.eflags = static_cast<std::uint32_t>(image.flags);
      std::memcpy(o.bytes.data(), image.memory.data(), image.memory.size());
      h.run(s.unit, o);
      x87_image ours = image;
      if (o.writes) std::memcpy(ours.memory.data(), o.bytes.data(), operand_bytes(h.memory, {}));
      if (h.finish) h.finish(s.unit, o);
      if (h.flags) ours.flags = o.eflags;
      ours.bytes = s.image().bytes;
      if (!same(ours, theirs, defined_conditions(h)) && !is_disputed(h, before, o))
        different.insert(std::to_string(opcode >> 8) + " " + std::to_string(modrm));
    }
  }
  INFO("the first byte's lower three bits and ModR/M");
  CHECK(different == std::set<std::string>{});
}

}  // namespace

TEST_CASE("x87: results, flags and stack are the host's own, exceptions masked") { compare_all(false, 2000); }
TEST_CASE("x87: with some exceptions unmasked too") { compare_all(true, 2000); }

// Intel's processors; AMD's tell of an underflow.
TEST_CASE("x87: a tiny value is its own remainder by an infinity, without an underflow") {
  subject s;
  s.unit.initialize();
  s.unit.set_control(static_cast<std::uint16_t>(0x37f & ~underflow));
  s.unit.set_empty_mask(0);
  const extended tiny = s.registers[0] = {0x1234, 0},
                 infinite = s.registers[1] = {std::uint64_t{1} << 63, 0x7fff};
  REQUIRE(unpack(s.unit.st(1)).is(number::kind::infinity));
  for (const auto remainder : {x87::remainder_truncated, x87::remainder_nearest}) {
    x87_operation o{x87_instruction_of(0x1f8)};
    remainder(s.unit, o);
    CHECK(std::memcmp(&s.registers[0], &tiny, 10) == 0);
    CHECK(std::memcmp(&s.registers[1], &infinite, 10) == 0);
    CHECK((s.unit.status() & (underflow | invalid | conditions)) == 0);
  }
}
