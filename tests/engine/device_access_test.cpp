// What a device hears of an instruction: each access once, as the instruction makes it.
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

struct seen_access {
  bool read;
  std::uint64_t address;
  unsigned width;
  friend bool operator==(const seen_access&, const seen_access&) = default;
};

struct device_machine : machine {
  explicit device_machine(const instruction_costs& costs = unit()) : machine(costs), memory(0x1000) {
    core.map_mmio(0x8000, 0x1000);
    on_read = [this](std::uint64_t address, unsigned width) {
      seen.push_back({true, address, width});
      std::uint64_t value = 0;
      std::memcpy(&value, memory.data() + (address - 0x8000), width);
      return value;
    };
    on_write = [this](std::uint64_t address, unsigned width, std::uint64_t value) {
      seen.push_back({false, address, width});
      std::memcpy(memory.data() + (address - 0x8000), &value, width);
    };
  }
  std::vector<seen_access> seen;
  std::vector<std::byte> memory;
};

/// Asked once for each instruction that is translated.
struct counted_costs final : instruction_costs {
  ticks cost(std::span<const std::uint8_t>, code_size) const override {
    ++translated;
    return ticks_per_cycle;
  }
  mutable unsigned translated = 0;
};

}  // namespace

TEST_CASE("device accesses: an unaligned one is one access") {
  device_machine m;
  // mov eax,[8102h]; mov [8201h],eax; mov bx,[8303h]; mov [8ffdh],ax; hlt
  m.put(0x1000,
        {0x66, 0xa1, 0x02, 0x81, 0x66, 0xa3, 0x01, 0x82, 0x8b, 0x1e, 0x03, 0x83, 0xa3, 0xfd, 0x8f, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.seen == std::vector<seen_access>{
                      {true, 0x8102, 4}, {false, 0x8201, 4}, {true, 0x8303, 2}, {false, 0x8ffd, 2}});
}

TEST_CASE("device accesses: across the device's edge it has its part, and memory the rest") {
  device_machine m;
  m.ram[0x7ffe] = std::byte{0x11};
  m.ram[0x7fff] = std::byte{0x22};
  m.memory[0] = std::byte{0x33};
  m.memory[1] = std::byte{0x44};
  // mov eax,[7ffeh]; out 80h,eax; mov [8ffdh],eax; hlt
  m.put(0x1000, {0x66, 0xa1, 0xfe, 0x7f, 0x66, 0xe7, 0x80, 0x66, 0xa3, 0xfd, 0x8f, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == std::vector<std::uint32_t>{0x4433'2211});
  CHECK(m.seen == std::vector<seen_access>{{true, 0x8000, 2}, {false, 0x8ffd, 1}, {false, 0x8ffe, 2}});
  CHECK(m.ram[0x9000] == std::byte{0x44});
}

TEST_CASE("device accesses: an instruction that faults at its second operand has not made its first") {
  // lodsb-like pairs whose other side is a page that is not there: movsb, add [esi],al to a read-only page,
  // pop [edi]
  const std::initializer_list<int> codes[]{{0xa4, 0xf4}, {0xa7, 0xf4}, {0xff, 0x36, 0xf4}};
  for (const auto& code : codes) {
    device_machine m;
    const auto put32 = [&m](std::uint64_t at, std::uint32_t v) {
      std::memcpy(m.ram.data() + at, &v, sizeof v);
    };
    put32(0x10000, 0x11003);
    for (std::uint32_t i = 0; i < 32; ++i) put32(0x11000 + 4 * i, i << 12 | 3);
    m.put(0x2000, {0xc7, 0x05, 0x80, 0x10, 0x01, 0x00, 0x03, 0x00, 0x02, 0x00,  // mov dword [11080h],20003h
                   0x0f, 0x01, 0x38, 0x83, 0xc4, 0x04, 0xcf});  // invlpg [eax]; add esp,4; iretd
    m.put(0x1000, code);
    auto r = m.protected_mode(14);
    r.cr0 = 0x8001'0011;
    r.cr3 = 0x10000;
    r.gpr[0] = 0x20000;
    r.gpr[6] = 0x8010;
    r.gpr[7] = 0x20000;
    if (code.size() == 3) {
      r.gpr[4] = 0x20004;  // a push to the page that is not there: its fault's frame needs another stack
      r.tr = {0x18, 0x4000, 0x67, 0x8b00};
    }
    m.core.set_registers(r);
    const stop_reason end = m.run();
    if (code.size() == 3) {
      CHECK(end == stop_reason::shutdown);
      CHECK(m.seen.empty());
    } else {
      CHECK(end == stop_reason::halted);
      CHECK(m.seen.size() == 1);
    }
  }
}

TEST_CASE("device accesses: code in a device's memory is fetched as it is now") {
  device_machine m;
  // mov byte [8012h],20 (the count); call 8010h; out 80h,ax; mov byte [8012h],4; call 8010h; out 80h,ax; hlt
  m.put(0x1000, {0xc6, 0x06, 0x12, 0x80, 0x14, 0xe8, 0x08, 0x70, 0xe7, 0x80, 0xc6,
                 0x06, 0x12, 0x80, 0x04, 0xe8, 0xfe, 0x6f, 0xe7, 0x80, 0xf4});
  // xor ax,ax; mov cx,n (at 8011h after one byte of 31 c0 is two); add ax,cx; loop; ret
  const std::uint8_t code[]{0x90, 0xb9, 0x00, 0x00, 0x31, 0xc0, 0x01, 0xc8, 0xe2, 0xfc, 0xc3};
  std::memcpy(m.memory.data() + 0x10, code, sizeof code);
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == std::vector<std::uint32_t>{210, 10});
  // The processor's account is that of code in memory: 5 around, 4 before the loop, two an iteration, RET.
  CHECK(m.core.instructions() == 7 + 2 * (3 + 1) + 2 * (20 + 4));
}

TEST_CASE("code: a store of what is there already leaves its translation") {
  const auto translated = [](int value) {
    const counted_costs costs;
    device_machine m{costs};
    // mov cx,500; l: mov byte [cs:x+1],10h; jmp x; x: mov bl,10h; xor byte [x+1],0-or-1; loop l; hlt
    m.put(0x1000, {0xb9, 0xf4, 0x01, 0x2e, 0xc6, 0x06, 0x0c,  0x10, 0x10, 0xeb, 0x00,
                   0xb3, 0x10, 0x80, 0x36, 0x0c, 0x10, value, 0xe2, 0xef, 0xf4});
    m.start_at(0x1000);
    CHECK(m.run() == stop_reason::halted);
    return costs.translated;
  };
  CHECK(translated(0) < 50);
  CHECK(translated(1) > 500);
}
