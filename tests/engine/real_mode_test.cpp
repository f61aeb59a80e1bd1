#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

TEST_CASE("engine: after RESET the processor is in real mode at F000:FFF0, based at FFFF0000h") {
  machine m;
  const register_file r = m.core.registers();
  CHECK(r.rip == 0xfff0);
  CHECK(r.segment[1].selector == 0xf000);
  CHECK(r.segment[1].base == 0xffff0000);
  CHECK(r.segment[3].base == 0);
  CHECK(r.cr0 == 0x60000010);
  CHECK(r.rflags == 2);
  CHECK(r.efer == 0);
  CHECK(r.gpr[2] == 0x0f43);
}

TEST_CASE("engine: the first instruction is fetched from FFFFFFF0h") {
  machine m;
  std::vector<std::byte> rom(0x10000, std::byte{0x90});
  const unsigned char code[] = {0xb0, 0x5a, 0xe6, 0x80, 0xf4};  // mov al,5Ah; out 80h,al; hlt
  std::memcpy(rom.data() + 0xfff0, code, sizeof code);
  m.core.map_rom(0xffff0000, rom);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.writes == std::vector<port_write>{{0x80, 1, 0x5a, 2 * 16}});
  CHECK(m.core.registers().rip == 0xfff5);
}

TEST_CASE("engine: ports of three widths are written and read with their widths") {
  machine m;
  m.on_in = [](std::uint16_t port, unsigned width) {
    return port == 0x40 && width == 1 ? 0x1234u : 0xcafebabe;
  };
  // in al,40h; out 80h,al; in eax,60h; out 81h,ax; out 82h,eax; hlt
  m.put(0x1000, {0xe4, 0x40, 0xe6, 0x80, 0x66, 0xe5, 0x60, 0xe7, 0x81, 0x66, 0xe7, 0x82, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  REQUIRE(m.writes.size() == 3);
  CHECK(m.writes[0].value == 0x34);
  CHECK(m.writes[1] == port_write{0x81, 2, 0xbabe, 4 * 16});
  CHECK(m.writes[2] == port_write{0x82, 4, 0xcafebabe, 5 * 16});
}

TEST_CASE("engine: a deadline is met at the last boundary that is not after it") {
  for (const ticks deadline : {1u, 15u, 16u, 17u, 100u, 159u, 160u, 161u, 1000u}) {
    machine m;
    std::vector<ticks> at;
    m.on_deadline = [&] {
      at.push_back(m.core.now());
      m.core.set_deadline(1'000'000);
    };
    for (int i = 0; i < 100; ++i) m.put(0x1000 + static_cast<unsigned>(i), {0x40});  // inc ax
    m.put(0x1064, {0xf4});
    m.start_at(0x1000);
    m.core.set_deadline(deadline);
    CHECK(m.run() == stop_reason::halted);
    CHECK(m.core.now() == 101 * 16);
    CHECK(m.core.instructions() == 101);
    CHECK((m.core.registers().gpr[0] & 0xffff) == 100);
    REQUIRE(at.size() == 1);
    CHECK(at[0] == deadline / 16 * 16);
  }
}

TEST_CASE("engine: a deadline that is not moved lets the core get on an instruction at a time") {
  machine m;
  int calls = 0;
  m.on_deadline = [&] { ++calls; };
  m.put(0x1000, {0x40, 0x40, 0x40, 0xf4});
  m.start_at(0x1000);
  m.core.set_deadline(16);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.core.now() == 4 * 16);
  CHECK(calls == 3);
}

TEST_CASE("engine: a deadline that is set again is told of again before anything runs") {
  machine m;
  std::vector<ticks> at;
  m.on_deadline = [&] {
    at.push_back(m.core.now());
    m.core.set_deadline(at.size() < 3 ? 24 : 1'000'000);
  };
  m.put(0x1000, {0x40, 0x40, 0x40, 0xf4});
  m.start_at(0x1000);
  m.core.set_deadline(24);
  CHECK(m.run() == stop_reason::halted);
  CHECK(at == std::vector<ticks>{16, 16, 16});
}

TEST_CASE("engine: a loop of known length counts its instructions and its time") {
  machine m;
  // mov ecx,100000; again: inc ax; dec ecx; jnz again; hlt
  m.put(0x1000, {0x66, 0xb9, 0xa0, 0x86, 0x01, 0x00, 0x40, 0x66, 0x49, 0x75, 0xfb, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.core.instructions() == 300'002);
  CHECK(m.core.now() == 300'002 * 16);
}

TEST_CASE("engine: a stop asked for inside a port access comes behind that instruction, once") {
  machine m;
  // out F4h,al; inc ax; hlt
  m.put(0x1000, {0xe6, 0xf4, 0x40, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::requested);
  CHECK(m.core.registers().rip == 0x1002);
  CHECK(m.core.now() == 16);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.writes.size() == 1);
  CHECK(m.core.instructions() == 3);
}

TEST_CASE(
    "engine: an interrupt raised in a port access is taken behind it, and held off by STI for one "
    "instruction") {
  machine m;
  m.on_acknowledge = [&] {
    m.core.set_interrupt_line(false);
    return 0x20;
  };
  m.on_out = [&](std::uint16_t port, unsigned, std::uint32_t) {
    if (port == 0x80) m.core.set_interrupt_line(true);
  };
  m.put(0x80, {0x00, 0x20, 0x00, 0x00});                      // vector 20h: 0000:2000
  m.put(0x2000, {0xe7, 0x81, 0xcf});                          // out 81h,ax; iret
  m.put(0x1000, {0xe6, 0x80, 0x40, 0xfb, 0x40, 0x40,          // out; inc ax; sti; inc ax; inc ax
                 0xe6, 0x80, 0x40, 0xe7, 0x82, 0xfa, 0xf4});  // out; inc ax; out 82h,ax; cli; hlt
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x81) == std::vector<std::uint32_t>{2, 3});
  CHECK(m.values(0x82) == std::vector<std::uint32_t>{4});
}

TEST_CASE("engine: RET behind STI does not let a pending interrupt wait any longer") {
  machine m;
  m.on_acknowledge = [&] {
    m.core.set_interrupt_line(false);
    return 0x20;
  };
  m.put(0x80, {0x00, 0x20, 0x00, 0x00});
  m.put(0x2000, {0xe7, 0x81, 0xcf});
  m.put(0x1000, {0xe8, 0xfd, 0x01, 0x40, 0x40, 0xf4});  // call 1200h; inc ax; inc ax; hlt
  m.put(0x1200, {0xfb, 0xc3});                          // sti; ret
  m.start_at(0x1000);
  m.core.set_interrupt_line(true);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x81) == std::vector<std::uint32_t>{0});
}

TEST_CASE("engine: HLT stops with the instruction done, and an interrupt wakes") {
  machine m;
  m.on_acknowledge = [&] {
    m.core.set_interrupt_line(false);
    return 0x20;
  };
  m.put(0x80, {0x00, 0x20, 0x00, 0x00});
  m.put(0x2000, {0x40, 0xcf});
  m.put(0x1000, {0xfb, 0xf4, 0xe7, 0x80, 0xfa, 0xf4});  // sti; hlt; out 80h,ax; cli; hlt
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.core.registers().rip == 0x1002);
  CHECK(m.core.interruptible());
  m.core.advance(1'000'000'000'000);
  m.core.set_interrupt_line(true);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == std::vector<std::uint32_t>{1});
  CHECK_FALSE(m.core.interruptible());
  CHECK(m.core.now() == 1'000'000'000'000 + 7 * 16);
}

TEST_CASE("engine: a reset from within a port access starts at the reset vector") {
  machine m;
  std::vector<std::byte> rom(0x1000, std::byte{0x90});
  const unsigned char code[] = {0xe7, 0x81, 0xf4};  // out 81h,ax; hlt
  std::memcpy(rom.data() + 0xff0, code, sizeof code);
  m.core.map_rom(0xfffff000, rom);
  m.on_out = [&](std::uint16_t port, unsigned, std::uint32_t) {
    if (port == 0x64) m.core.reset();
  };
  m.put(0x1000, {0xb0, 0xfe, 0xe6, 0x64, 0xf4});  // mov al,FEh; out 64h,al; hlt
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x81) == std::vector<std::uint32_t>{0});
  CHECK(m.core.registers().segment[1].base == 0xffff0000);
  CHECK(m.core.registers().rip == 0xfff3);
  CHECK(m.core.now() == 4 * 16);
}

TEST_CASE("engine: time that passes in a port access brings a deadline before the next instruction") {
  machine m;
  std::vector<ticks> at;
  m.on_out = [&](std::uint16_t port, unsigned, std::uint32_t) {
    if (port == 0x80) m.core.advance(1'000'000'000'007);
  };
  m.on_deadline = [&] {
    at.push_back(m.core.now());
    m.core.set_deadline(~ticks{0});
  };
  m.put(0x1000, {0x40, 0xe6, 0x80, 0x40, 0xf4});  // inc ax; out 80h,al; inc ax; hlt
  m.start_at(0x1000);
  m.core.set_deadline(1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(at == std::vector<ticks>{1'000'000'000'007 + 2 * 16});
  CHECK(m.core.now() == 1'000'000'000'007 + 4 * 16);
  CHECK(m.core.instructions() == 4);
}

TEST_CASE("engine: an interrupt raised in an access is taken before a deadline that has come too") {
  machine m;
  m.put(0x1000, {0xfb, 0x90, 0xe6, 0x80, 0x40, 0xf4});  // sti; nop; out 80h,al; inc ax; hlt
  m.put(0x2000, {0xe6, 0xf4});                          // out f4h,al
  m.put(0x20 * 4, {0x00, 0x20, 0, 0});
  m.start_at(0x1000);
  std::string order;
  m.on_out = [&](std::uint16_t port, unsigned, std::uint32_t) {
    if (port == machine::end_port) return;
    m.core.set_interrupt_line(true);
    m.core.set_deadline(m.core.now());
  };
  m.on_acknowledge = [&] {
    order += "interrupt ";
    m.core.set_interrupt_line(false);
    return 0x20;
  };
  m.on_deadline = [&] {
    order += "deadline ";
    m.core.set_deadline(~ticks{0});
  };
  CHECK(m.run() == stop_reason::requested);
  CHECK(order == "interrupt deadline ");
}

TEST_CASE("engine: a deadline beyond what one grant holds is met as exactly") {
  struct dear final : instruction_costs {
    ticks cost(std::span<const std::uint8_t>, code_size) const override { return 1 << 19; }
  };
  const dear costs;
  machine m{costs};
  ticks met = 0;
  m.on_deadline = [&] {
    met = m.core.now();
    m.core.request_stop();
  };
  m.put(0x1000, {0x40, 0x40, 0x40, 0xeb, 0xfb});  // inc ax x3; jmp
  m.start_at(0x1000);
  constexpr ticks deadline = (ticks{1} << 35) + 12345;
  m.core.set_deadline(deadline);
  CHECK(m.run() == stop_reason::requested);
  CHECK(met == ticks{1} << 35);
  CHECK(m.core.instructions() == 1 << 16);
}
