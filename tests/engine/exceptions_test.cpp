// Exceptions of which the oracle has another opinion than the manual, so that no guest prints them.
#include <catch2/catch.hpp>

#include "models/processor/engine/code_buffer.h"
#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using words = std::vector<std::uint32_t>;

void put32(machine& m, std::uint64_t at, std::uint32_t value) {
  std::memcpy(m.ram.data() + at, &value, sizeof value);
}

}  // namespace

TEST_CASE("engine: INT1 is a trap to vector 1, prefixes or not") {
  machine m;
  m.put(1 * 4, {0x00, 0x20, 0x00, 0x00});
  // pop ax; out 80h,ax; push ax; iret
  m.put(0x2000, {0x58, 0xe7, 0x80, 0x50, 0xcf});
  m.put(0x1000, {0xf1, 0x90, 0x66, 0xf1, 0xf4});  // int1; nop; o32 int1; hlt
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == words{0x1001, 0x1004});
  CHECK(m.core.registers().rip == 0x1005);
}

TEST_CASE(
    "engine: LOCK before what it may not stand before is undefined, and so are far jumps through a "
    "register") {
  const std::initializer_list<int> undefined[]{{0xf0, 0x39, 0x0d},              // cmp [di],cx
                                               {0xf0, 0x89, 0xc0},              // mov ax,ax
                                               {0xf0, 0x01, 0xc8},              // add ax,cx
                                               {0xf0, 0x83, 0x3d, 0x01},        // cmp word [di],1
                                               {0xf0, 0x0f, 0xa3, 0x0d},        // bt [di],cx
                                               {0xf0, 0x0f, 0xba, 0x25, 0x01},  // bt word [di],1
                                               {0xff, 0xdb},                    // a far call through bx
                                               {0x66, 0xff, 0xef},              // a far jump through edi
                                               {0xf0, 0x90}};
  const std::initializer_list<int> defined[]{{0xf0, 0x01, 0x0d, 0xf4},              // add [di],cx
                                             {0x66, 0xf0, 0x83, 0x05, 0x01, 0xf4},  // add dword [di],1
                                             {0xf0, 0x0f, 0xab, 0x0d, 0xf4},        // bts [di],cx
                                             {0xf0, 0xff, 0x05, 0xf4},              // inc word [di]
                                             {0xff, 0xc3, 0xf4},                    // inc bx
                                             {0xf0, 0x87, 0x0d, 0xf4}};             // xchg [di],cx
  const auto goes_on = [](std::initializer_list<int> code) {
    machine m;
    m.put(6 * 4, {0x00, 0x20, 0x00, 0x00});
    m.put(0x2000, {0xb0, 0x06, 0xe6, 0x80, 0xf4});  // mov al,6; out 80h,al; hlt
    m.put(0x1000, code);
    m.start_at(0x1000);
    CHECK(m.run() == stop_reason::halted);
    return m.values(0x80).empty();
  };
  for (const auto& code : undefined) CHECK_FALSE(goes_on(code));
  for (const auto& code : defined) CHECK(goes_on(code));
}

TEST_CASE("engine: a reserved bit in a page's entry is told in the error code of a page that is present") {
  machine m;
  put32(m, 0x10000, 0x11001);     // PAE: pointers, directory of 2 MiB pages
  put32(m, 0x11000, 0x00000083);  // identical
  put32(m, 0x11008, 0x00000083);  // 200000h: not to be executed, and NXE is not set
  put32(m, 0x1100c, 0x80000000);
  m.put(0x2000, {0x58, 0xe7, 0x80, 0xf4});              // pop eax; out 80h,eax; hlt
  m.put(0x1000, {0xa1, 0x00, 0x00, 0x20, 0x00, 0xf4});  // mov eax,[200000h]
  auto r = m.protected_mode(14);
  r.cr0 = 0x80000011;
  r.cr3 = 0x10000;
  r.cr4 = 0x20;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == words{9});
}

TEST_CASE("engine: an IOPL that registers were set to ends when the guest takes it away") {
  machine m;
  put32(m, 0x4004, 0x6800);
  put32(m, 0x4008, 0x10);
  m.put(0x2000, {0x58, 0xe7, 0x80, 0x58, 0xe7, 0x80, 0xf4});  // error code and EIP to 80h
  m.put(0x1200, {0xfa, 0xf4});                                // cli, which VM86 forbids with IOPL 0
  // push 2; popfd; then IRETD to VM86 with flags 20002h at 1200h
  m.put(0x1000,
        {0x6a, 0x02, 0x9d, 0x6a, 0x00, 0x6a, 0x00, 0x6a, 0x00, 0x6a, 0x00, 0x6a, 0x00, 0x68, 0x00, 0x60,
         0x00, 0x00, 0x68, 0x02, 0x00, 0x02, 0x00, 0x6a, 0x00, 0x68, 0x00, 0x12, 0x00, 0x00, 0xcf});
  auto r = m.protected_mode(13);
  m.put(0x3118, {0x67, 0, 0, 0x40, 0, 0x89, 0, 0});
  r.gdtr.limit = 31;
  r.tr = {0x18, 0x4000, 0x67, 0x8b00};  // busy, as a register has it
  r.rflags = 0x3002;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == words{0, 0x1200});
}

TEST_CASE("engine: a guest whose code always changes fills the buffer of translated code again and again") {
  code_buffer_bytes = 2 << 20;
  machine m;
  code_buffer_bytes = usual_code_buffer_bytes;
  // xor eax,eax; mov cx,20000; again: mov [number],cl; add eax,number; dec cx; jnz again; out 80h,eax; hlt
  m.put(0x1000, {0x66, 0x31, 0xc0, 0xb9, 0x20, 0x4e, 0x88, 0x0e, 0x0d, 0x10, 0x66,
                 0x83, 0xc0, 0x00, 0x49, 0x75, 0xf5, 0x66, 0xe7, 0x80, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  std::uint32_t sum = 0;
  for (int cx = 20000; cx; --cx) sum += static_cast<std::uint32_t>(static_cast<std::int8_t>(cx));
  CHECK(m.values(0x80) == words{sum});
}
