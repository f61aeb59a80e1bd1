// Code that nobody wrote: whatever a guest executes, the core comes back when its time is over.
#include <catch2/catch.hpp>

#include <iterator>
#include <random>
#include <utility>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

constexpr std::uint32_t code_at = 0x1000, code_bytes = 0x4000, handler = 0x600, gdt = 0x800, idt = 0x9000,
                        tss = 0xb000, stack = 0x7c00, pml4 = 0x10000, pointers = 0x11000, directory = 0x12000;

enum class mode { real, flat, paged, long_mode };

struct wild_machine final : machine {
  explicit wild_machine(std::uint32_t seed) : dice(seed) {
    core.map_mmio(0x5000'0000, 0x1000);
    on_in = [this](std::uint16_t, unsigned) { return number(); };
    on_read = [this](std::uint64_t, unsigned) { return dice(); };
    on_deadline = [this] { core.request_stop(); };
    on_acknowledge = [this] { return static_cast<int>(dice() & 0xff); };
  }

  std::uint32_t number() { return static_cast<std::uint32_t>(dice()); }
  bool one_in_four() { return (dice() & 3) == 0; }
  std::uint32_t somewhere() { return code_at + number() % code_bytes; }
  void put32(std::uint32_t at, std::uint32_t value) { std::memcpy(ram.data() + at, &value, sizeof value); }

  // Plain noise is mostly undefined; what systems are made of is strewn in.
  void strew_code() {
    static const std::vector<std::vector<std::uint8_t>> likely{{0x0f, 0x22, 0xc0},
                                                               {0x0f, 0x22, 0xd8},
                                                               {0x0f, 0x22, 0xe0},
                                                               {0x0f, 0x20, 0xc0},
                                                               {0x0f, 0x01},
                                                               {0x0f, 0x00},
                                                               {0x0f, 0x30},
                                                               {0x0f, 0x32},
                                                               {0x0f, 0xa2},
                                                               {0x0f, 0x31},
                                                               {0x0f, 0x05},
                                                               {0x0f, 0x07},
                                                               {0x0f, 0x34},
                                                               {0x0f, 0x35},
                                                               {0x0f, 0xae},
                                                               {0x0f, 0xc7},
                                                               {0xcf},
                                                               {0xcb},
                                                               {0xf4},
                                                               {0xfb},
                                                               {0xfa},
                                                               {0x9d},
                                                               {0xcd},
                                                               {0xcc},
                                                               {0xf3, 0xa4},
                                                               {0xf3, 0xaa},
                                                               {0xf3, 0x6c},
                                                               {0xf3, 0x6e},
                                                               {0xe2, 0xf0},
                                                               {0xeb, 0xe0},
                                                               {0x8e},
                                                               {0x8f},
                                                               {0xd9},
                                                               {0xdf},
                                                               {0xea},
                                                               {0x9a},
                                                               {0x0f, 0x0b},
                                                               {0x66},
                                                               {0x67},
                                                               {0xf0},
                                                               {0x0f, 0x6f},
                                                               {0x0f, 0x38}};
    for (std::uint32_t at = code_at; at < code_at + code_bytes;) {
      if (dice() & 1) {
        ram[at++] = static_cast<std::byte>(number());
      } else {
        const auto& some = likely[dice() % likely.size()];
        put(at, some);
        at += static_cast<std::uint32_t>(some.size());
      }
    }
  }

  // Transfers through descriptors of every kind, loads of their registers, debug and control registers.
  void strew_system_code() {
    for (int i = 0; i < 400; ++i) {
      const std::uint32_t at = somewhere();
      const int selector = static_cast<int>(dice() % 32 * 8 | (dice() & 3));
      const int offset = static_cast<int>(code_at + dice() % code_bytes);
      switch (dice() % 8) {
        case 0:  // far jump or call
          put(at, {one_in_four() ? 0xea : 0x9a, offset & 0xff, offset >> 8, 0, 0, selector, 0});
          break;
        case 1:  // mov ax,selector; lldt, ltr, verr, verw, or a segment register
          put(at, {0x66, 0xb8, selector, 0, 0x0f, 0x00, 0xd0 | static_cast<int>(dice() & 0x28)});
          break;
        case 2:
          put(at, {0x66, 0xb8, selector, 0, 0x8e, 0xc0 | static_cast<int>(dice() & 0x38)});
          break;
        case 3:  // debug registers
          put(at,
              {0xb8, offset & 0xff, offset >> 8, 0, 0, 0x0f, 0x23, 0xc0 | static_cast<int>(dice() & 0x38)});
          break;
        case 4:  // DR7 with what it has
          put(at, {0xb8, static_cast<int>(dice() & 0xff), static_cast<int>(dice() & 0x27),
                   static_cast<int>(dice() & 0xff), static_cast<int>(dice() & 0xff), 0x0f, 0x23, 0xf8});
          break;
        case 5:  // pushfd; xor dword [esp],bits of NT, VM, TF, RF, IOPL; iretd or popfd
          put(at, {0x9c, 0x81, 0x34, 0x24, 0, static_cast<int>(dice() & 0x71), static_cast<int>(dice() & 7),
                   0, one_in_four() ? 0xcf : 0x9d});
          break;
        case 6:  // lgdt, lidt, lmsw, invlpg of a place in the tables
          put(at, {0x0f, 0x01, 0x05 | static_cast<int>(dice() & 0x38), offset & 0xff, offset >> 8, 0, 0});
          break;
        default:  // int n
          put(at, {0xcd, static_cast<int>(dice() & 0xff)});
      }
    }
  }

  // Tasks, call gates, task gates, local tables, segments of every type, in the GDT and gates of all types in the IDT.
  void strew_descriptors(std::uint32_t entry) {
    constexpr std::uint32_t types[]{0x89, 0x8b, 0x81, 0x82, 0x84, 0x8c, 0xec, 0xe5, 0x85, 0x9a,
                                    0x9e, 0x92, 0x96, 0x90, 0x98, 0xf2, 0xfa, 0x00, 0x12, 0x0c};
    for (std::uint32_t i = 6; i < 32; ++i) {
      const std::uint32_t type = types[dice() % std::size(types)];
      const bool gate = (type & 0x1f) == 4 || (type & 0x1f) == 5 || (type & 0x1f) == 0xc;
      const std::uint32_t at = gate ? somewhere() : tss + 0x100 * (i - 6);
      put32(gdt + 8 * i, gate ? (number() % 32 * 8) << 16 | (at & 0xffff) : at << 16 | (number() & 0xff));
      put32(gdt + 8 * i + 4, gate ? type << 8 | (number() & 0x1f) : type << 8 | (number() & 0x00c0'0000));
    }
    for (std::uint32_t v = 0; v < 256; ++v)
      if (one_in_four()) put32(idt + entry * v + 4, (number() & 0x7f00) | 0x8000 | (number() & 0x0f00));
    for (std::uint32_t at = tss; at < tss + 0x2000; at += 4)
      if (one_in_four()) put32(at, one_in_four() ? number() % 32 * 8 : somewhere());
  }

  void prepare(mode m, bool systems = false) {
    strew_code();
    if (systems) strew_system_code();
    // Faults skip a byte, or the same would come for ever: add dword [sp+n],1; iret, for the simplest frame.
    put(handler, {0x83, 0x04, 0x24, 0x01, 0xcf});
    for (std::uint32_t v = 0; v < 256; ++v) put32(4 * v, one_in_four() ? somewhere() : handler);
    register_file r = core.registers();
    for (std::uint64_t& g : r.gpr) g = dice() % ram_bytes;
    r.gpr[4] = stack;
    r.rip = code_at;
    r.rflags = 2 | (dice() & 0x0ed5);
    for (auto& s : r.segment) s = {0, 0, 0xffff, s.flags};
    r.idtr = {0, 0, 0x3ff, 0};
    if (m != mode::real) protect(r, m, systems);
    core.set_registers(r);
  }

  void protect(register_file& r, mode m, bool systems) {
    const bool wide = m == mode::long_mode;
    const std::uint32_t entry = wide ? 16 : 8;
    for (std::uint32_t v = 0; v < 256; ++v) {
      const std::uint32_t to = one_in_four() ? somewhere() : handler;
      put32(idt + entry * v, 0x0008'0000 | to);
      put32(idt + entry * v + 4, (number() & 0x7f00) | 0x8e00);
      if (wide) put32(idt + entry * v + 8, 0);
    }
    const std::uint32_t descriptors[]{0, 0x00cf'9b00, 0x00cf'9300, 0x00cf'fb00, 0x00cf'f300, 0x00af'9b00};
    for (std::uint32_t i = 0; i < 6; ++i) {
      put32(gdt + 8 * i, i ? 0xffff : 0);
      put32(gdt + 8 * i + 4, descriptors[i]);
    }
    for (std::uint32_t i = 6; i < 32; ++i) {
      put32(gdt + 8 * i, number());
      put32(gdt + 8 * i + 4, number());
    }
    if (systems) strew_descriptors(entry);
    put32(tss + 4, stack);
    put32(tss + 8, 0x10);
    for (auto& s : r.segment) s = {0x10, 0, 0xffff'ffff, 0x00cf'9300};
    r.segment[1] = {8, 0, 0xffff'ffff, wide ? 0x00af'9b00u : 0x00cf'9b00u};
    r.gdtr = {0, gdt, 255, 0};
    r.idtr = {0, idt, entry * 256 - 1, 0};
    r.tr = {0x18, tss, 0x67, 0x8b00};
    r.cr0 = 0x11;
    if (m == mode::paged) {
      for (std::uint32_t i = 0; i < 1024; ++i)
        put32(directory + 4 * i, i < 2 ? 0x87 | (number() & 0x60) : number());
      r.cr0 |= 0x8000'0000;
      r.cr3 = directory;
      r.cr4 = 0x10;
    }
    if (wide) {
      put32(gdt + 8, 0xffff);
      put32(gdt + 12, 0x00af'9b00);
      put32(pml4, pointers | 7);
      put32(pointers, directory | 7);
      put32(directory, 0x87);
      put32(directory + 8, 0x20'0087);
      r.cr3 = pml4;
      r.cr4 = 0x20;
      r.efer = 0x501;
      r.cr0 |= 0x8000'0000;
    }
  }

  std::mt19937 dice;
};

/// Streams of the mode, each for `cycles` or until it halts or shuts down.
void run_streams(mode m, std::uint32_t streams, ticks cycles, bool systems = false) {
  for (std::uint32_t seed = 1; seed <= streams; ++seed) {
    CAPTURE(seed);
    wild_machine w{seed};
    w.prepare(m, systems);
    const ticks end = cycles * ticks_per_cycle;
    w.core.set_deadline(end);
    const stop_reason why = w.run();
    CHECK((why == stop_reason::halted || why == stop_reason::shutdown || why == stop_reason::requested));
    if (why == stop_reason::requested) CHECK(w.core.now() >= end / 2);
  }
}

}  // namespace

TEST_CASE("engine: random code in real mode comes to its end") { run_streams(mode::real, 60, 20'000); }
TEST_CASE("engine: random code in protected mode comes to its end") { run_streams(mode::flat, 60, 20'000); }
TEST_CASE("engine: random code in paged mode comes to its end") { run_streams(mode::paged, 60, 20'000); }
TEST_CASE("engine: random code in long mode comes to its end") { run_streams(mode::long_mode, 60, 20'000); }

TEST_CASE("engine: random use of descriptors, gates, tasks, debug and control registers comes to its end") {
  run_streams(mode::real, 20, 5'000, true);
  run_streams(mode::flat, 60, 5'000, true);
  run_streams(mode::paged, 60, 5'000, true);
  run_streams(mode::long_mode, 60, 5'000, true);
}

TEST_CASE("engine: a handler whose first instruction faults comes to the deadline, for ever as it goes on") {
  for (const bool absent : {false, true}) {
    machine m;
    const std::uint32_t to = absent ? 0xf000'0000 : 0x2000;  // nothing to fetch there, or UD2
    const auto put32 = [&m](std::uint64_t at, std::uint32_t v) {
      std::memcpy(m.ram.data() + at, &v, sizeof v);
    };
    for (std::uint64_t v = 0; v < 32; ++v) put32(4 * v, to);
    m.put(0x2000, {0x0f, 0x0b});
    m.put(0x1000, {0x0f, 0x0b});
    m.start_at(0x1000);
    m.core.set_deadline(5000 * ticks_per_cycle);
    CHECK(m.run() == stop_reason::requested);
    CHECK(m.core.now() >= 4998 * ticks_per_cycle);
    CHECK(m.core.now() <= 5001 * ticks_per_cycle);
  }
}

TEST_CASE(
    "engine: a deadline within the delivery of an exception is told of at its instant, and delays nothing") {
  constexpr ticks end = 300 * ticks_per_cycle;
  const auto run = [](ticks apart) {
    machine m;
    m.put(4 * 6, {0x00, 0x20, 0, 0});
    m.put(0x1000, {0x0f, 0x0b});                    // ud2
    m.put(0x2000, {0xff, 0x06, 0x00, 0x30, 0xcf});  // inc word [3000h]; iret
    m.start_at(0x1000);
    ticks next = apart;
    m.on_deadline = [&m, &next, apart] {
      CHECK(m.core.now() <= next);
      next += apart;
      next > end ? m.core.request_stop() : m.core.set_deadline(next);
    };
    m.core.set_deadline(next);
    CHECK(m.run() == stop_reason::requested);
    CHECK(m.core.now() > end - ticks_per_cycle);
    return std::pair{m.peek32(0x3000), m.core.instructions()};
  };
  const auto whole = run(end);
  CHECK(whole.first > 50);
  for (const ticks apart : {1, 3, 5, 16, 24, 48}) {
    CAPTURE(apart);
    CHECK(run(apart) == whole);
  }
}
