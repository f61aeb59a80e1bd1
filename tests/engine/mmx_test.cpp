// What the instructions of MMX do to the x87, whose registers they have. Intel SDM volume 3, 12.2.
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

constexpr std::uint32_t image = 0x3000, operand = 0x3100;
constexpr std::uint64_t cr4_osfxsr = 0x200, cr4_osxmmexcpt = 0x400;
constexpr unsigned none = 8;
constexpr std::uint16_t of_pi = 0x4000, ones = 0xffff;

struct instruction {
  std::vector<int> code;
  unsigned writes;  ///< this register, or none
};

std::vector<instruction> all_instructions() {
  constexpr int to_0_from_1 = 0xc1;
  std::vector<instruction> all;
  for (const int opcode :
       {0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6f, 0x74,
        0x75, 0x76, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde,
        0xdf, 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xee,
        0xef, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe}) {
    all.push_back({{0x0f, opcode, to_0_from_1}, 0});
    all.push_back({{0x0f, opcode, 0x1e, operand & 0xff, operand >> 8}, 3});  // mm3,[operand]
  }
  for (const int digit : {2, 4, 6})
    for (const int opcode : {0x71, 0x72, 0x73})
      if (opcode != 0x73 || digit != 4) all.push_back({{0x0f, opcode, 0xc5 | digit << 3, 3}, 5});
  const std::vector<instruction> others{
      {{0x0f, 0x6e, 0xd0}, 2},                                   // movd mm2,eax
      {{0x0f, 0x6e, 0x16, operand & 0xff, operand >> 8}, 2},     // movd mm2,[operand]
      {{0x0f, 0x7e, 0xd0}, none},                                // movd eax,mm2
      {{0x0f, 0x7e, 0x16, operand & 0xff, operand >> 8}, none},  // movd [operand],mm2
      {{0x0f, 0x7f, 0xd7}, 7},                                   // movq mm7,mm2
      {{0x0f, 0x7f, 0x16, operand & 0xff, operand >> 8}, none},  // movq [operand],mm2
      {{0x0f, 0xe7, 0x16, operand & 0xff, operand >> 8}, none},  // movntq [operand],mm2
      {{0x0f, 0x70, 0xc1, 0x1b}, 0},                             // pshufw
      {{0x0f, 0xc4, 0xe0, 1}, 4},                                // pinsrw mm4,eax,1
      {{0x0f, 0xc5, 0xc4, 1}, none},                             // pextrw eax,mm4,1
      {{0x0f, 0xd7, 0xc4}, none},                                // pmovmskb eax,mm4
      {{0x0f, 0xf7, 0xc1}, none},                                // maskmovq mm0,mm1
      {{0xf2, 0x0f, 0xd6, 0xf1}, 6},                             // movdq2q mm6,xmm1
      {{0xf3, 0x0f, 0xd6, 0xf1}, none},                          // movq2dq xmm6,mm1
      {{0x0f, 0x2a, 0xc1}, none},                                // cvtpi2ps xmm0,mm1
      {{0x66, 0x0f, 0x2a, 0xc1}, none},                          // cvtpi2pd xmm0,mm1
      {{0x0f, 0x2c, 0xc1}, 0},                                   // cvttps2pi mm0,xmm1
      {{0x0f, 0x2d, 0x1e, operand & 0xff, operand >> 8}, 3},     // cvtps2pi mm3,[operand]
      {{0x66, 0x0f, 0x2c, 0xc1}, 0},                             // cvttpd2pi mm0,xmm1
      {{0x66, 0x0f, 0x2d, 0x1e, operand & 0xff, operand >> 8}, 3},
  };
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

void append(machine& m, std::uint64_t& at, const std::vector<int>& bytes) {
  for (int b : bytes) m.ram[at++] = static_cast<std::byte>(b);
}

std::uint16_t peek16(const machine& m, std::uint64_t at) { return static_cast<std::uint16_t>(m.peek32(at)); }

/// Eight times pi on the x87's stack, or so many; then this code.
void run_behind_pi(machine& m, const std::vector<int>& code, unsigned count = 8) {
  std::uint64_t at = 0x1000;
  append(m, at, {0xdb, 0xe3});
  for (unsigned i = 0; i < count; ++i) append(m, at, {0xd9, 0xeb});
  append(m, at, code);
  append(m, at, {0xf4});
  m.start_at(0x1000);
  auto r = m.core.registers();
  r.cr4 = cr4_osfxsr | cr4_osxmmexcpt;
  r.gpr[7] = 0x3200;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
}

std::vector<int> then(std::vector<int> code, std::initializer_list<int> more) {
  code.insert(code.end(), more);
  return code;
}

}  // namespace

TEST_CASE("mmx: the register that was written reads as ones above its 64 bits, the others as they were") {
  for (const instruction& i : all_instructions()) {
    CAPTURE(i.code, i.writes);
    machine m;
    run_behind_pi(m, then(i.code, {0xdd, 0x36, image & 0xff, image >> 8}));  // fnsave [image]
    CHECK((peek16(m, image + 2) & 0x3800) == 0);
    for (unsigned n = 0; n < 8; ++n)
      CHECK(peek16(m, image + 14 + 10 * n + 8) == (n == i.writes ? ones : of_pi));
    // Valid or special, none of them empty.
    CHECK(peek16(m, image + 4) == (i.writes == none ? 0 : 2 << (2 * i.writes)));
  }
}

TEST_CASE("mmx: FSTP and FXSAVE see the same, and an x87 instruction computes with it") {
  machine stored;
  run_behind_pi(stored,
                {0x0f, 0xef, 0xc0, 0xdb, 0x3e, image & 0xff, image >> 8});  // pxor mm0,mm0; fstp tword
  CHECK(stored.peek32(image) == 0);
  CHECK(stored.peek32(image + 4) == 0);
  CHECK(peek16(stored, image + 8) == ones);
  machine saved;
  run_behind_pi(saved,
                {0x0f, 0x6e, 0xe8, 0x0f, 0xae, 0x06, image & 0xff, image >> 8});  // movd mm5,eax; fxsave
  for (unsigned n = 0; n < 8; ++n) CHECK(peek16(saved, image + 32 + 16 * n + 8) == (n == 5 ? ones : of_pi));
  CHECK((saved.peek32(image + 4) & 0xff) == 0xff);
  machine computed;  // movd mm0,eax; fxam; fnstsw ax; out 80h,ax: not supported, negative
  run_behind_pi(computed, {0x0f, 0x6e, 0xc0, 0xd9, 0xe5, 0xdf, 0xe0, 0xe7, 0x80});
  REQUIRE(computed.values(0x80).size() == 1);
  CHECK((computed.values(0x80)[0] & 0x4700) == 0x200);
}

TEST_CASE("mmx: EMMS leaves the stack empty, with its top at zero") {
  machine m;
  run_behind_pi(m, {0x0f, 0x77, 0xd9, 0x36, image & 0xff, image >> 8}, 3);  // emms; fnstenv [image]
  CHECK((peek16(m, image + 2) & 0x3800) == 0);
  CHECK(peek16(m, image + 4) == 0xffff);
}

TEST_CASE("mmx: CVTPI2PS and CVTPI2PD from memory leave the x87 alone") {
  for (const std::vector<int>& prefix : {std::vector<int>{}, {0x66}}) {
    CAPTURE(prefix);
    machine m;
    auto code = then(prefix, {0x0f, 0x2a, 0x06, operand & 0xff, operand >> 8});
    run_behind_pi(m, then(code, {0xd9, 0x36, image & 0xff, image >> 8}), 3);  // fnstenv [image]
    CHECK((peek16(m, image + 2) & 0x3800) == 5 << 11);
    CHECK(peek16(m, image + 4) == 0x03ff);
  }
}

TEST_CASE("mmx: the low halves of an operand in memory are all of it that PUNPCKL reads") {
  for (const int opcode : {0x60, 0x61, 0x62}) {
    CAPTURE(opcode);
    machine m;
    auto read = std::uint32_t{0};
    m.core.map_mmio(0xb'0000, 0x1000);
    m.on_read = [&read](std::uint64_t, unsigned width) { return read += width, std::uint64_t{0x4433'2211}; };
    // mov ax,b000h; mov ds,ax; punpckl mm0,[0]
    run_behind_pi(m, {0xb8, 0x00, 0xb0, 0x8e, 0xd8, 0x0f, 0xef, 0xc0, 0x0f, opcode, 0x06, 0x00, 0x00});
    CHECK(read == 4);
  }
}

namespace {

struct state {
  std::uint32_t top, tags;
  bool operator==(const state&) const = default;
};
// Three times pi; or with the five others, which are zero.
constexpr state as_it_was{5, 0x03ff}, gone_over{0, 0x0155};

/// Of the x87 in the handler: three numbers on its stack, then code that faults. Page 400000h is not there.
state state_at_fault(unsigned vector, const std::vector<int>& code, std::uint32_t mxcsr = 0x1f80) {
  constexpr std::uint32_t environment = 0x3800;
  machine m;
  auto r = m.protected_mode(vector);
  // fnstenv [environment]; mov al,6; out 80h,al; hlt
  m.put(0x2000, {0xd9, 0x35, environment & 0xff, environment >> 8, 0, 0, 0xb0, 0x06, 0xe6, 0x80, 0xf4});
  const auto put32 = [&m](std::uint64_t at, std::uint32_t value) {
    std::memcpy(m.ram.data() + at, &value, sizeof value);
  };
  put32(0x5000, mxcsr);
  put32(0x5004, 0x7fc0'0000);  // not a number
  put32(0x10000, 0x83);
  put32(0x10004, 0x11003);
  std::uint64_t at = 0x1000;
  append(m, at,
         {0x0f, 0xae, 0x15, 0x00, 0x50, 0, 0, 0x0f, 0x12, 0x0d, 0x04, 0x50, 0, 0});  // ldmxcsr; movlps xmm1
  append(m, at, {0xdb, 0xe3, 0xd9, 0xeb, 0xd9, 0xeb, 0xd9, 0xeb});                   // fninit; fldpi
  append(m, at, code);
  append(m, at, {0xf4});
  r.cr3 = 0x10000;
  r.cr4 = cr4_osfxsr | cr4_osxmmexcpt | 0x10;
  r.cr0 |= 0x8000'0000;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == std::vector<std::uint32_t>{6});
  return {m.peek32(environment + 4) >> 11 & 7, m.peek32(environment + 8) & 0xffff};
}

std::vector<int> of_absent(std::vector<int> code, int mm) {
  return then(std::move(code), {mm << 3 | 5, 0x00, 0x00, 0x40, 0x00});
}

}  // namespace

TEST_CASE("mmx: one that faults in its load has not touched the x87") {
  constexpr unsigned page_fault = 14, general = 13;
  for (const int opcode : {0x60, 0x6e, 0x6f, 0xc4, 0xd5, 0xef, 0xfc, 0x2c, 0x2d}) {
    CAPTURE(opcode);
    auto code = of_absent({0x0f, opcode}, 3);
    if (opcode == 0xc4) code.push_back(1);
    CHECK(state_at_fault(page_fault, code) == as_it_was);
  }
  for (const int opcode : {0x2c, 0x2d}) {
    CAPTURE(opcode);
    CHECK(state_at_fault(page_fault, of_absent({0x66, 0x0f, opcode}, 3)) == as_it_was);
    CHECK(state_at_fault(general, {0x66, 0x0f, opcode, 0x1d, 0x08, 0x50, 0, 0}) == as_it_was);  // [5008h]
  }
}

TEST_CASE(
    "mmx: one that faults in its store has cleared TOP, one that faults by its conversion the tags too") {
  constexpr unsigned page_fault = 14, of_sse = 19;
  for (const int opcode : {0x7e, 0x7f, 0xe7}) {
    CAPTURE(opcode);
    CHECK(state_at_fault(page_fault, of_absent({0x0f, opcode}, 3)) == state{0, as_it_was.tags});
  }
  constexpr std::uint32_t invalid_unmasked = 0x1f00;
  CHECK(state_at_fault(of_sse, {0x0f, 0x2d, 0xd9}, invalid_unmasked) == gone_over);  // cvtps2pi mm3,xmm1
  CHECK(state_at_fault(of_sse, {0x0f, 0x2c, 0x1d, 0x04, 0x50, 0, 0}, invalid_unmasked) == gone_over);
}
