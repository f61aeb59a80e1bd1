// What is undefined, and arithmetic that does not fit.
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

// In real mode: the vector that the code ends with, or -1 if it goes on to a HLT behind it.
int vector_of(const std::vector<int>& code) {
  machine m;
  for (int vector : {0, 6, 13}) {
    const std::uint32_t handler = 0x2000 + 16 * static_cast<std::uint32_t>(vector);
    m.put(static_cast<std::uint64_t>(4 * vector),
          {static_cast<int>(handler & 0xff), static_cast<int>(handler >> 8), 0, 0});
    m.put(handler, {0xb0, vector, 0xe6, 0x80, 0xf4});
  }
  std::uint64_t at = 0x1000;
  for (int byte : code) m.ram[at++] = static_cast<std::byte>(byte);
  m.ram[at] = std::byte{0xf4};
  m.start_at(0x1000);
  if (m.run() != stop_reason::halted) return -2;
  const auto told = m.values(0x80);
  return told.empty() ? -1 : static_cast<int>(told[0]);
}

/// Registers for 64-bit code at 1000h, 2 MiB mapped to themselves, and a gate for `vector` to 2000h.
register_file long_mode(machine& m, std::uint64_t vector) {
  constexpr std::uint64_t idt = 0x3600;
  auto r = m.protected_mode(0);
  const auto entry = [&m](std::uint64_t at, std::uint64_t value) {
    std::memcpy(m.ram.data() + at, &value, 8);
  };
  entry(0x10000, 0x11007);
  entry(0x11000, 0x12007);
  entry(0x12000, 0x87);
  m.put(idt + 16 * vector, {0x00, 0x20, 0x08, 0x00, 0x00, 0x8e, 0x00, 0x00, 0, 0, 0, 0, 0, 0, 0, 0});
  m.put(0x3108, {0xff, 0xff, 0, 0, 0, 0x9b, 0xaf, 0});
  r.idtr = {0, idt, 0xff, 0};
  r.segment[1].flags = 0xaf9b00;
  r.cr0 = 0xe000'0011;
  r.cr3 = 0x10000;
  r.cr4 = 0x20;
  r.efer = 0x500;
  return r;
}

}  // namespace

TEST_CASE("code: encodings that no table has are undefined") {
  CHECK(vector_of({0x8f, 0xc8}) == 6);           // POP /1
  CHECK(vector_of({0xc6, 0xcb, 0}) == 6);        // MOV /1
  CHECK(vector_of({0xfe, 0xd3}) == 6);           // group 4 /2
  CHECK(vector_of({0xff, 0xfb}) == 6);           // group 5 /7
  CHECK(vector_of({0x0f, 0xba, 0xc3, 1}) == 6);  // BT group /0
  CHECK(vector_of({0x8e, 0xc8}) == 6);           // MOV CS
  CHECK(vector_of({0x0f, 0x20, 0xc8}) == 6);     // MOV from CR1
  CHECK(vector_of({0xf0, 0x90}) == 6);           // LOCK NOP
  CHECK(vector_of({0x0f, 0xaa}) == 6);           // RSM
}

TEST_CASE("code: what the described processor does not have is undefined") {
  CHECK(vector_of({0x0f, 0x01, 0xd9}) == 6);        // VMMCALL
  CHECK(vector_of({0x0f, 0x01, 0xc8}) == 6);        // MONITOR
  CHECK(vector_of({0x0f, 0x01, 0xd0}) == 6);        // XGETBV
  CHECK(vector_of({0x0f, 0x0f, 0xc1, 0x9e}) == 6);  // 3DNow!
  CHECK(vector_of({0x0f, 0x05}) == 6);              // SYSCALL outside of 64-bit code
  CHECK(vector_of({0xf3, 0x0f, 0xb8, 0xc1}) == 6);  // POPCNT
  CHECK(vector_of({0x0f, 0x1e, 0xfa}) == -1);       // a NOP that later became ENDBR
  CHECK(vector_of({0xd0, 0xf0}) == -1);             // SHL by its other name
  CHECK(vector_of({0x0f, 0x33}) == -1);             // RDPMC
}

TEST_CASE("code: a signed quotient that does not fit is a divide error") {
  // mov dx,8000h; xor ax,ax; mov cx,-1; idiv cx
  CHECK(vector_of({0xba, 0x00, 0x80, 0x31, 0xc0, 0xb9, 0xff, 0xff, 0xf7, 0xf9}) == 0);
  // mov edx,80000000h; xor eax,eax; or ecx,-1; idiv ecx
  CHECK(vector_of({0x66, 0xba, 0, 0, 0, 0x80, 0x66, 0x31, 0xc0, 0x66, 0x83, 0xc9, 0xff, 0x66, 0xf7, 0xf9}) ==
        0);
  CHECK(vector_of({0xb8, 0x00, 0x80, 0xb1, 0xff, 0xf6, 0xf9}) == 0);  // idiv cl
  CHECK(vector_of({0xd4, 0x00}) == 0);                                // aam 0
}

TEST_CASE("code: IDIV rounds towards zero and the remainder has the dividend's sign") {
  machine m;
  // mov ax,-7; cwd; mov cx,2; idiv cx; out 80h,ax; mov ax,dx; out 80h,ax; hlt
  m.put(0x1000,
        {0xb8, 0xf9, 0xff, 0x99, 0xb9, 0x02, 0x00, 0xf7, 0xf9, 0xe7, 0x80, 0x89, 0xd0, 0xe7, 0x80, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == std::vector<std::uint32_t>{0xfffd, 0xffff});
}

TEST_CASE("code: the most negative dividend by -1 in 64-bit code is a divide error") {
  machine m;
  auto r = long_mode(m, 0);
  m.put(0x2000, {0xe6, 0x80, 0xf4});
  // mov rdx,8000000000000000h; xor eax,eax; or rcx,-1; idiv rcx
  m.put(0x1000,
        {0x48, 0xba, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x31, 0xc0, 0x48, 0x83, 0xc9, 0xff, 0x48, 0xf7, 0xf9, 0xf4});
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80).size() == 1);
}

// SDM volume 2, CMPXCHG8B/CMPXCHG16B.
TEST_CASE(
    "code: CMPXCHG16B of an operand that does not lie at a multiple of 16 is #GP(0), and does nothing") {
  for (const int at : {0, 1, 4, 8, 15}) {
    for (const bool locked : {false, true}) {
      CAPTURE(at, locked);
      machine m;
      auto r = long_mode(m, 13);
      m.put(0x2000, {0x58, 0xe7, 0x80, 0xf4});  // pop rax; out 80h,eax; hlt
      // cmpxchg16b [rsi]; hlt
      m.put(0x1000, {locked ? 0xf0 : 0x90, 0x48, 0x0f, 0xc7, 0x0e, 0xf4});
      r.gpr[0] = r.gpr[2] = 0;
      r.gpr[3] = 0x1122'3344'5566'7788;
      r.gpr[6] = 0x8000 + static_cast<std::uint64_t>(at);
      m.core.set_registers(r);
      CHECK(m.run() == stop_reason::halted);
      CHECK(m.values(0x80) == (at == 0 ? std::vector<std::uint32_t>{} : std::vector<std::uint32_t>{0}));
      CHECK(m.peek32(0x8000 + static_cast<std::uint64_t>(at)) == (at == 0 ? 0x5566'7788 : 0));
    }
  }
}
