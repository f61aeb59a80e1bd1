// Breakpoints: Intel SDM volume 3, 17.2 and 17.3. Real mode; the handler of vector 1 tells EIP and DR6,
// disables all breakpoints and returns, with RF set in no image.
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using words = std::vector<std::uint32_t>;

struct debugged final : machine {
  debugged() {
    put(0x04, {0x00, 0x20, 0x00, 0x00});
    // push bp; mov bp,sp; push eax; movzx eax,word [bp+2]; out 80h,eax; mov eax,dr6; out 80h,eax; xor
    // eax,eax; mov dr7,eax; pop eax; pop bp; iret
    put(0x2000, {0x55, 0x89, 0xe5, 0x66, 0x50, 0x66, 0x0f, 0xb7, 0x46, 0x02, 0x66, 0xe7, 0x80, 0x0f, 0x21,
                 0xf0, 0x66, 0xe7, 0x80, 0x66, 0x31, 0xc0, 0x0f, 0x23, 0xf8, 0x66, 0x58, 0x5d, 0xcf});
  }

  // mov eax,address; mov dr0,eax; mov eax,control; mov dr7,eax: 18 bytes from 1000h, then the code.
  words run_with(std::uint32_t address, std::uint32_t control, std::initializer_list<int> code) {
    const auto byte = [](std::uint32_t v, unsigned i) { return static_cast<int>(v >> (8 * i) & 0xff); };
    put(0x1000, {0x66, 0xb8, byte(address, 0), byte(address, 1), byte(address, 2), byte(address, 3), 0x0f,
                 0x23, 0xc0, 0x66, 0xb8, byte(control, 0), byte(control, 1), byte(control, 2),
                 byte(control, 3), 0x0f, 0x23, 0xf8});
    put(0x1012, code);
    start_at(0x1000);
    REQUIRE(run() == stop_reason::halted);
    return values(0x80);
  }
};

constexpr std::uint32_t quiet = 0xffff'0ff0;

}  // namespace

TEST_CASE("debug: an execution breakpoint faults in front of its instruction, once") {
  debugged m;
  // nop; inc bx (at 1013h); hlt
  CHECK(m.run_with(0x1013, 0x402, {0x90, 0x43, 0xf4}) == words{0x1013, quiet | 1});
  CHECK(m.core.registers().gpr[3] == 1);
}

TEST_CASE("debug: an execution breakpoint that is never reached, or not enabled, does nothing") {
  debugged m;
  CHECK(m.run_with(0x9000, 0x401, {0x43, 0xf4}).empty());
  debugged n;
  CHECK(n.run_with(0x1012, 0x400, {0x43, 0xf4}).empty());
}

TEST_CASE("debug: RF lets the instruction at its breakpoint be executed") {
  debugged m;
  // The handler does not disarm: it sets RF in an image of 32 bits.
  m.put(0x2000, {0x66, 0x50, 0x66, 0x9c, 0x66, 0x58, 0x66, 0x0d, 0,    0, 1,
                 0,  // push eax; pushfd; pop eax; or eax,10000h
                 0x66, 0x50, 0x66, 0x6a, 0x00, 0x66, 0x68, 0x12, 0x10, 0, 0,  // push eax; push 0; push 1012h
                 0xe6, 0x81, 0x66, 0xcf});                                    // out 81h,al; iretd
  CHECK(m.run_with(0x1012, 0x402, {0x43, 0xf4}).empty());
  CHECK(m.values(0x81).size() == 1);
  CHECK(m.core.registers().gpr[3] == 1);
}

TEST_CASE("debug: a write traps behind the instruction, a read of a write breakpoint does not") {
  debugged m;
  // mov ax,[600h]; mov byte [601h],5; nop; hlt: two bytes from 600h, written
  CHECK(m.run_with(0x600, 0x0005'0402, {0xa1, 0x00, 0x06, 0xc6, 0x06, 0x01, 0x06, 0x05, 0x90, 0xf4}) ==
        words{0x101a, quiet | 1});
  CHECK((m.peek32(0x600) & 0xff00) == 0x500);
}

TEST_CASE("debug: a breakpoint on access traps behind a read, a push and an element of a string") {
  debugged read;
  CHECK(read.run_with(0x600, 0x0003'0402, {0xa0, 0x00, 0x06, 0x90, 0xf4}) == words{0x1015, quiet | 1});
  debugged push;
  CHECK(push.run_with(0x6ffe, 0x0007'0402, {0x50, 0x90, 0xf4}) == words{0x1013, quiet | 1});
  debugged string;
  // mov di,5feh; mov cx,4; rep stosb: the third element
  CHECK(string.run_with(0x600, 0x0001'0402, {0xbf, 0xfe, 0x05, 0xb9, 0x04, 0x00, 0xf3, 0xaa, 0xf4}) ==
        words{0x1018, quiet | 1});
  CHECK(string.core.registers().gpr[1] == 0);
}

TEST_CASE("debug: an instruction that faults has not met its data breakpoint") {
  debugged m;
  m.put(0x3000, {0xf4});
  // CMPS reads 600h, and then faults beyond the limit of its second segment
  // mov si,600h; mov edi,10000h; a32 cmpsb
  m.put(0x34, {0x00, 0x30, 0x00, 0x00});
  CHECK(m.run_with(0x600, 0x0003'0402, {0xbe, 0x00, 0x06, 0x66, 0xbf, 0x00, 0x00, 0x01, 0x00, 0x67, 0xa6})
            .empty());
}

TEST_CASE("debug: an I/O breakpoint needs CR4.DE and traps behind the instruction") {
  debugged without;
  CHECK(without.run_with(0x91, 0x0002'0402, {0xe6, 0x91, 0x90, 0xf4}).empty());
  debugged with;
  // mov eax,8; mov cr4,eax; out 91h,al; nop; hlt
  CHECK(
      with.run_with(0x91, 0x0002'0402, {0x66, 0xb8, 8, 0, 0, 0, 0x0f, 0x22, 0xe0, 0xe6, 0x91, 0x90, 0xf4}) ==
      words{0x101d, quiet | 1});
}

TEST_CASE("debug: GD faults at an access to a debug register and is cleared") {
  debugged m;
  // mov eax,dr1 (at 1012h); hlt
  CHECK(m.run_with(0, 0x2400, {0x0f, 0x21, 0xc8, 0xf4}) == words{0x1012, quiet | 1u << 13});
}

TEST_CASE("debug: a single step and a data breakpoint are one trap") {
  debugged m;
  // push 302h; popf; mov [600h],al; nop; push 2; popf; hlt: TF is in effect from the MOV on
  const words told = m.run_with(
      0x600, 0x0001'0402, {0x68, 0x02, 0x03, 0x9d, 0xa2, 0x00, 0x06, 0x90, 0x68, 0x02, 0x00, 0x9d, 0xf4});
  REQUIRE(told.size() >= 2);
  CHECK(told[0] == 0x1019);
  CHECK(told[1] == (quiet | 1u << 14 | 1));
}

TEST_CASE("debug: DR4 and DR5 are DR6 and DR7, and undefined with CR4.DE") {
  debugged m;
  m.put(0x18, {0x00, 0x30, 0x00, 0x00});
  m.put(0x3000, {0xe6, 0x82, 0xf4});
  // mov eax,dr5; out 80h,eax; mov eax,8; mov cr4,eax; mov eax,dr4
  CHECK(m.run_with(0, 0x400,
                   {0x0f, 0x21, 0xe8, 0x66, 0xe7, 0x80, 0x66, 0xb8, 8, 0, 0, 0, 0x0f, 0x22, 0xe0, 0x0f, 0x21,
                    0xe0, 0xf4}) == words{0x400});
  CHECK(m.values(0x82).size() == 1);
}

// SDM volume 3, 6.8.3.
TEST_CASE("debug: an execution breakpoint behind MOV SS and POP SS is held off, one behind STI is not") {
  debugged mov;
  // mov ax,ss; mov ss,ax; inc bx (at 1016h); hlt
  CHECK(mov.run_with(0x1016, 0x402, {0x8c, 0xd0, 0x8e, 0xd0, 0x43, 0xf4}).empty());
  CHECK(mov.core.registers().gpr[3] == 1);
  debugged pop;
  // push ss; pop ss; inc bx (at 1014h); inc bx; hlt
  CHECK(pop.run_with(0x1014, 0x402, {0x16, 0x17, 0x43, 0x43, 0xf4}).empty());
  debugged sti;
  // sti; inc bx (at 1013h); hlt
  CHECK(sti.run_with(0x1013, 0x402, {0xfb, 0x43, 0xf4}) == words{0x1013, quiet | 1});
}

TEST_CASE("debug: a data breakpoint that MOV SS meets traps behind the instruction that follows it") {
  // mov word [600h],0; mov ss,[600h]: 10 bytes
  debugged other;
  CHECK(other.run_with(0x600, 0x0007'0402, {0x90, 0x8e, 0x16, 0x00, 0x06, 0x43, 0x43, 0xf4}) ==
        words{0x1018, quiet | 1});
  debugged int3;
  int3.put(0x0c, {0x00, 0x30, 0x00, 0x00});
  int3.put(0x3000, {0xe6, 0x81, 0xcf});
  CHECK(int3.run_with(0x600, 0x0007'0402, {0x90, 0x8e, 0x16, 0x00, 0x06, 0xcc, 0xf4}) ==
        words{0x3000, quiet | 1});
  CHECK(int3.values(0x81).size() == 1);
  debugged int1;
  CHECK(int1.run_with(0x600, 0x0007'0402, {0x90, 0x8e, 0x16, 0x00, 0x06, 0xf1, 0xf4}) ==
        words{0x1018, quiet | 1});
}

TEST_CASE("debug: a single step goes over HLT") {
  debugged m;
  m.put(0x2000, {0x50, 0x55, 0x89, 0xe5, 0x8b, 0x46, 0x04, 0xe7, 0x80,        // tells IP
                 0x3d, 0x15, 0x10, 0x72, 0x05, 0x81, 0x66, 0x08, 0xff, 0xfe,  // from 1015h on clears TF
                 0x5d, 0x58, 0xcf});
  // pushf; pop ax; or ah,1; push ax; popf; hlt; nop ...
  m.put(0x1000, {0x68, 0x02, 0x01, 0x9d, 0xf4, 0x90, 0x90, 0xf4});
  m.put(0x2009, {0x3d, 0x07, 0x10});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == words{0x1005, 0x1006, 0x1007});
}
