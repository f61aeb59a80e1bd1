#include <catch2/catch.hpp>

#include <sys/mman.h>
#include <sys/resource.h>

#include <algorithm>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

TEST_CASE("engine: memory that is not mapped reads all ones, and writes to it are lost") {
  machine m;
  m.core.unmap(0x8000, 0x1000);
  // mov ax,[8000h]; out 80h,ax; mov word [8000h],1234h; mov al,[8000h]; out 81h,al; hlt
  m.put(0x1000, {0xa1, 0x00, 0x80, 0xe7, 0x80, 0xc7, 0x06, 0x00, 0x80, 0x34, 0x12, 0xa0, 0x00, 0x80, 0xe6,
                 0x81, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == std::vector<std::uint32_t>{0xffff});
  CHECK(m.values(0x81) == std::vector<std::uint32_t>{0xff});
}

TEST_CASE("engine: code fetched from where nothing is raises #UD") {
  machine m;
  m.core.unmap(0x8000, 0x1000);
  m.put(0x18, {0x00, 0x20, 0x00, 0x00});  // #UD: 0000:2000
  m.put(0x2000, {0x5b, 0xf4});            // pop bx; hlt
  m.put(0x1000, {0xe9, 0xfd, 0x6f});      // jmp 8000h
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK((m.core.registers().gpr[3] & 0xffff) == 0x8000);
}

TEST_CASE("engine: a store to ROM leaves it as it is") {
  machine m;
  std::vector<std::byte> rom(0x1000, std::byte{0x77});
  m.core.map_rom(0x8000, rom);
  // mov byte [8001h],1; inc byte [8001h]; mov ax,[8000h]; out 80h,ax; mov sp,8010h; push ax; pop bx; hlt
  m.put(0x1000, {0xc6, 0x06, 0x01, 0x80, 0x01, 0xfe, 0x06, 0x01, 0x80, 0xa1,
                 0x00, 0x80, 0xe7, 0x80, 0xbc, 0x10, 0x80, 0x50, 0x5b, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == std::vector<std::uint32_t>{0x7777});
  CHECK((m.core.registers().gpr[3] & 0xffff) == 0x7777);
  CHECK(rom[1] == std::byte{0x77});
}

TEST_CASE("engine: memory-mapped devices are asked at the exact time, with the access's width") {
  machine m;
  struct access {
    std::uint64_t address;
    unsigned width;
    std::uint64_t value;
    ticks at;
    bool operator==(const access&) const = default;
  };
  std::vector<access> seen;
  m.core.map_mmio(0x8000, 0x1000);
  m.on_read = [&](std::uint64_t address, unsigned width) {
    seen.push_back({address, width, 0, m.core.now()});
    return 0x11223344u;
  };
  m.on_write = [&](std::uint64_t address, unsigned width, std::uint64_t value) {
    seen.push_back({address, width, value, m.core.now()});
  };
  // inc bx; mov ax,[8002h]; inc bx; mov [8004h],eax; inc bx; mov byte [8009h],5; inc bx; hlt
  m.put(0x1000, {0x43, 0xa1, 0x02, 0x80, 0x43, 0x66, 0xa3, 0x04, 0x80, 0x43, 0xc6, 0x06, 0x09, 0x80, 0x05,
                 0x43, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(seen ==
        std::vector<access>{{0x8002, 2, 0, 2 * 16}, {0x8004, 4, 0x3344, 4 * 16}, {0x8009, 1, 5, 6 * 16}});
  CHECK(m.core.instructions() == 8);
  CHECK((m.core.registers().gpr[3] & 0xffff) == 4);
}

TEST_CASE("engine: a deadline set in a memory access counts from the next instruction") {
  machine m;
  ticks met = 0;
  m.core.map_mmio(0x8000, 0x1000);
  m.on_write = [&](std::uint64_t, unsigned, std::uint64_t) { m.core.set_deadline(m.core.now() + 16); };
  m.on_deadline = [&] {
    met = m.core.now();
    m.core.set_deadline(100'000);
  };
  m.put(0x1000, {0x43, 0xa3, 0x02, 0x80, 0x43, 0x43, 0x43, 0x43, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(met == 3 * 16);
}

TEST_CASE("engine: memory can be remapped from within a port access, also the page that executes") {
  machine m;
  std::vector<std::byte> other(0x1000);
  const int code[] = {0xe6, 0x80, 0xb0, 0x22, 0xe6, 0x81, 0xf4};  // out 80h,al; mov al,22h; out 81h,al; hlt
  for (std::size_t i = 0; i < std::size(code); ++i) other[i] = static_cast<std::byte>(code[i]);
  m.on_out = [&](std::uint16_t port, unsigned, std::uint32_t) {
    if (port == 0x80) m.core.map_rom(0x1000, other);
  };
  m.put(0x1000, {0xe6, 0x80, 0xb0, 0x11, 0xe6, 0x81, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x81) == std::vector<std::uint32_t>{0x22});
  m.core.map_ram(0x1000, std::span{m.ram}.subspan(0x1000, 0x1000));
  m.on_out = nullptr;
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x81) == std::vector<std::uint32_t>{0x22, 0x11});
}

TEST_CASE("engine: with A20 closed the second mebibyte is the first") {
  machine m;
  // mov ax,FFFFh; mov ds,ax; mov al,[2010h] (linear 102000h); out 80h,al; hlt
  m.put(0x3000, {0xb8, 0xff, 0xff, 0x8e, 0xd8, 0xa0, 0x10, 0x20, 0xe6, 0x80, 0xf4});
  m.put(0x2000, {0x11});
  m.put(0x102000, {0x22});
  m.start_at(0x3000);
  CHECK(m.run() == stop_reason::halted);
  m.core.set_a20(false);
  m.start_at(0x3000);
  CHECK(m.run() == stop_reason::halted);
  m.core.set_a20(true);
  m.start_at(0x3000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == std::vector<std::uint32_t>{0x22, 0x11, 0x22});
}

TEST_CASE("engine: code that DMA overwrote runs as it is now") {
  machine m;
  m.on_out = [&](std::uint16_t port, unsigned, std::uint32_t) {
    if (port != 0x80) return;
    m.put(0x2000, {0xb0, 0x22, 0xc3});
    m.core.memory_changed(0x2000, 3);
  };
  m.put(0x2000, {0xb0, 0x11, 0xc3});  // mov al,11h; ret
  // call 2000h; out 81h,al; out 80h,al; call 2000h; out 81h,al; hlt
  m.put(0x1000, {0xe8, 0xfd, 0x0f, 0xe6, 0x81, 0xe6, 0x80, 0xe8, 0xf6, 0x0f, 0xe6, 0x81, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x81) == std::vector<std::uint32_t>{0x11, 0x22});
}

TEST_CASE("engine: a fault in mid-block takes back the time of what was not executed") {
  machine m;
  m.put(0x0, {0x00, 0x20, 0x00, 0x00});  // #DE: 0000:2000
  m.put(0x2000, {0xe6, 0x80, 0xf4});     // out 80h,al; hlt
  // xor cx,cx; inc ax; div cx; inc ax x4; hlt
  m.put(0x1000, {0x31, 0xc9, 0x40, 0xf7, 0xf1, 0x40, 0x40, 0x40, 0x40, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(
      m.writes[0].at ==
      4 * 16);  // two before the division, the delivery, and the OUT  // two before the division, and the OUT
  CHECK(m.core.instructions() == 4);
}

TEST_CASE("engine: within a port access the registers are those of its instruction") {
  machine m;
  std::uint64_t rip = 0;
  std::uint64_t flags = 0;
  m.on_out = [&](std::uint16_t, unsigned, std::uint32_t) {
    rip = m.core.registers().rip;
    flags = m.core.registers().rflags;
  };
  // mov al,80h; add al,80h; out 80h,al; adc al,0; out 81h,al; hlt
  m.put(0x1000, {0xb0, 0x80, 0x04, 0x80, 0xe6, 0x80, 0x14, 0x00, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(rip == 0x1004);
  CHECK((flags & 0x8d5) == 0x845);  // OF ZF PF CF
  CHECK((m.core.registers().gpr[0] & 0xff) == 1);
}

TEST_CASE(
    "engine: an access in which a deadline is set, of an instruction that then faults, is counted right") {
  machine m;
  m.core.map_mmio(0x8000, 0x1000);
  m.on_read = [&m](std::uint64_t, unsigned) {
    m.core.set_deadline(m.core.now() + 1000 * ticks_per_cycle);
    return std::uint64_t{0};
  };
  m.put(0x2000, {0xf4});
  m.put(4 * 0, {0x00, 0x20, 0x00, 0x00});                     // #DE
  m.put(0x1000, {0x43, 0xf6, 0x36, 0x00, 0x80, 0x43, 0xf4});  // inc bx; div byte [8000h]; inc bx; hlt
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.core.instructions() == 2);  // INC and the handler's HLT
  CHECK(m.core.now() == 3 * ticks_per_cycle);
}

// Sanitizers touch memory of their own beside what a program touches.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("engine: a core touches few pages of the host's before it has translated anything") {
  const auto touched = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
  };
  machine first;
  const auto before = touched();
  const x86_core second{first, machine::unit()};
  // The library's own table of translations would be 128 of them.
  CHECK(touched() - before < 120);
}
#endif

TEST_CASE("memory: the host is asked for a stretch of pages when code comes to the second one there") {
  const auto resident_after = [](std::initializer_list<int> stores) {
    constexpr std::size_t bytes = 0x40000, page = 4096;
    void* const host = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(host != MAP_FAILED);
    madvise(host, bytes, MADV_NOHUGEPAGE);
    std::vector<unsigned char> pages(bytes / page);
    {
      machine m;
      m.core.map_ram(0x40000, {static_cast<std::byte*>(host), bytes});
      m.put(0x1000, {0xb8, 0x00, 0x50, 0x8e, 0xd8});  // mov ax,5000h; mov ds,ax
      m.put(0x1005, stores);
      m.put(0x1005 + stores.size(), {0xf4});
      m.start_at(0x1000);
      m.run();
      REQUIRE(mincore(host, bytes, pages.data()) == 0);
    }
    munmap(host, bytes);
    return std::ranges::count_if(pages, [](unsigned char p) { return p & 1; });
  };
  // mov [0],al; mov [1000h],al; mov [2000h],al: two of them in one stretch, wherever those begin
  CHECK(resident_after({0xa2, 0x00, 0x00}) == 1);
  CHECK(resident_after({0xa2, 0x00, 0x00, 0xa2, 0x01, 0x00}) == 1);
  CHECK(resident_after({0xa2, 0x00, 0x00, 0xa2, 0x00, 0x10, 0xa2, 0x00, 0x20}) >= 16);
}
