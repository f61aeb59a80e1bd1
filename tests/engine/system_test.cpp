#include <catch2/catch.hpp>

#include "tests/engine/guest.h"
#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using words = std::vector<std::uint32_t>;

struct watching final : machine {
  using machine::machine;
  void sensitive_instruction(exit_kind kind, std::uint64_t detail, std::uint64_t) override {
    seen.emplace_back(kind, detail, core.now());
  }
  std::vector<std::tuple<exit_kind, std::uint64_t, ticks>> seen;
};

}  // namespace

TEST_CASE("engine: CPUID tells of the described processor and of nothing more") {
  machine m;
  // cpuid; out 80h,eax..edx for leaves 0, 1, 80000001h
  m.put(0x1000,
        {0x66, 0x31, 0xc0, 0x0f, 0xa2, 0x66, 0x89, 0xd8, 0x66, 0xe7, 0x80, 0x66, 0xb8, 0x01, 0,    0,    0,
         0x0f, 0xa2, 0x66, 0xe7, 0x81, 0x66, 0x89, 0xd0, 0x66, 0xe7, 0x82, 0x66, 0x89, 0xc8, 0x66, 0xe7, 0x83,
         0x66, 0xb8, 0x01, 0,    0,    0x80, 0x0f, 0xa2, 0x66, 0x89, 0xd0, 0x66, 0xe7, 0x84, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == words{0x756e6547});  // "Genu"
  CHECK(m.values(0x81) == words{0x0f43});
  CHECK(m.values(0x82) == words{0x078bf9fd});
  CHECK(m.values(0x83) == words{0x2001});  // no RDRAND (bit 30)
  CHECK(m.values(0x84) == words{0x20100800});
}

TEST_CASE("engine: RDTSC and MSR 10h read the client's time") {
  machine m;
  // nop x4; rdtsc; out 80h,eax; mov ecx,10h; rdmsr; out 80h,eax; hlt
  m.put(0x1000, {0x90, 0x90, 0x90, 0x90, 0x0f, 0x31, 0x66, 0xe7, 0x80, 0x66, 0xb9,
                 0x10, 0,    0,    0,    0x0f, 0x32, 0x66, 0xe7, 0x80, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == words{5, 8});
}

TEST_CASE("engine: sensitive instructions are told with their detail and the exact time") {
  watching m;
  m.put(0x0c, {0x00, 0x20, 0x00, 0x00});  // vector 3
  m.put(0x2000, {0xcf});
  // inc ax; cpuid (eax=1); mov eax,cr0; mov cr0,eax; int3; mov ecx,8Bh; rdmsr; wrmsr; invlpg [si]; hlt
  m.put(0x1000, {0x40, 0x0f, 0xa2, 0x0f, 0x20, 0xc0, 0x0f, 0x22, 0xc0, 0xcc, 0x66, 0xb9,
                 0x8b, 0,    0,    0,    0x0f, 0x32, 0x0f, 0x30, 0x0f, 0x01, 0x3c, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.seen == std::vector<std::tuple<exit_kind, std::uint64_t, ticks>>{{exit_kind::cpuid, 1, 2 * 16},
                                                                           {exit_kind::cr_read, 0, 3 * 16},
                                                                           {exit_kind::cr_write, 0, 4 * 16},
                                                                           {exit_kind::exception, 3, 5 * 16},
                                                                           {exit_kind::rdmsr, 0x8b, 8 * 16},
                                                                           {exit_kind::wrmsr, 0x8b, 9 * 16},
                                                                           {exit_kind::invlpg, 0, 10 * 16},
                                                                           {exit_kind::hlt, 0, 11 * 16}});
}

TEST_CASE("engine: three faults in a row shut the processor down") {
  machine m;
  auto r = m.core.registers();
  m.put(0x1000, {0x0f, 0x0b});  // ud2
  m.start_at(0x1000);
  r = m.core.registers();
  r.idtr.limit = 0;
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::shutdown);
}

TEST_CASE("engine: a fault in a fault's delivery becomes a double fault") {
  machine m;
  // IDT with a gate for #DF only; vector 6 lies within the limit but is not present
  m.put(0x2000, {0x58, 0xe7, 0x80, 0xf4});                    // pop eax; out 80h,eax; hlt
  m.put(0x1000, {0x66, 0xb8, 0x34, 0x12, 0x8e, 0xe8, 0xf4});  // mov ax,1234h; mov gs,ax
  const auto r = m.protected_mode(8);
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80) == words{0});
}

TEST_CASE("engine: linear addresses are found through the guest's page tables") {
  machine m;
  const auto put32 = [&](std::uint64_t at, std::uint32_t v) { std::memcpy(m.ram.data() + at, &v, sizeof v); };
  put32(0x10000, 0x11003);         // directory: 0
  put32(0x10004, 0x00000083);      // 400000h: 4 MiB page at 0
  put32(0x11000 + 4 * 5, 0x9001);  // 5000h -> 9000h, read-only
  put32(0x11000 + 4 * 6, 0x8003);
  auto r = m.core.registers();
  CHECK(m.core.translate_linear(0xffff0, false) == 0xffff0);
  r.cr0 = 0x80010011;
  r.cr3 = 0x10000;
  r.cr4 = 0x10;
  m.core.set_registers(r);
  CHECK(m.core.translate_linear(0x5123, false) == 0x9123);
  CHECK(m.core.translate_linear(0x5123, true) == std::nullopt);
  CHECK(m.core.translate_linear(0x6fff, true) == 0x8fff);
  CHECK(m.core.translate_linear(0x7000, false) == std::nullopt);
  CHECK(m.core.translate_linear(0x523456, true) == 0x123456);
  m.core.set_a20(false);
  CHECK(m.core.translate_linear(0x523456, true) == 0x023456);
}

TEST_CASE("engine: VM86 code meets the I/O bitmap, and its INT n and faults reach the monitor in ring 0") {
  machine m;
  m.put(0x7c00, guest("virtual86"));
  m.start_at(0x7c00);
  REQUIRE(m.run() == stop_reason::requested);
  // vector, error code, and whether VM was set in the pushed flags
  CHECK(m.values(0xe1) == words{13, 0, 1, 13, 0, 1, 13, 0, 1});
  CHECK(m.values(0xe0) == words{0x1234});
}

TEST_CASE("engine: a task gate switches to the task and IRET back") {
  machine m;
  m.put(0x7c00, guest("task_gate"));
  m.start_at(0x7c00);
  REQUIRE(m.run() == stop_reason::requested);
  CHECK(m.values(0xe0) == words{0x1111, 0x2222, 0x28, 0x3333});
}

// Intel SDM volume 3, 7.2 to 7.4.
TEST_CASE("engine: tasks are left and entered each in the format of its own TSS") {
  machine m;
  m.put(0x7c00, guest("task_switch"));
  m.start_at(0x7c00);
  REQUIRE(m.run() == stop_reason::requested);
  const words narrow{0xffff'1234, 0x10, 0, 0x28, 0x4002};
  const words kept{1, 0x5566'7788, 0, 0, 2, 0x10, 0x8100, 0x8b00};
  const words conforming{3, 0x99, 0x8000, 3};
  const words faults{0x58, 0x9a, 0x58, 0x9a, 0x8'8000};
  words all;
  for (const words& some : {narrow, kept, conforming, faults})
    all.insert(all.end(), some.begin(), some.end());
  CHECK(m.values(0xe0) == all);
}

TEST_CASE(
    "engine: an address that is not canonical is #SS through the stack, else #GP, in front of its branch") {
  machine m;
  m.put(0x7c00, guest("canonical"));
  m.start_at(0x7c00);
  REQUIRE(m.run() == stop_reason::requested);
  // vector, error code, RIP and RSP from where they were
  const words gp{13, 0, 0, 0}, ss{12, 0, 0, 0};
  words all;
  for (const words& some :
       {gp, ss, ss, ss, gp, gp, gp, gp, gp, gp, ss, ss, gp, gp, words{13, 0x28, 0, 0}, words{13, 0x18, 0, 0}})
    all.insert(all.end(), some.begin(), some.end());
  CHECK(m.values(0xe0) == all);
}

// The manual leaves the upper half open; so it is on processors.
TEST_CASE("engine: SMSW fills a register of 32 bits with all of CR0, one of 16 with the lower half") {
  machine m;
  auto r = m.protected_mode(13);
  r.gpr[0] = r.gpr[3] = 0x1234'5678;
  // smsw eax; smsw bx
  m.put(0x1000, {0x0f, 0x01, 0xe0, 0x66, 0x0f, 0x01, 0xe3, 0xf4});
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.core.registers().gpr[0] == 0x6000'0011);
  CHECK(m.core.registers().gpr[3] == 0x1234'0011);
}

TEST_CASE("engine: CR2 takes any value") {
  machine m;
  auto r = m.protected_mode(13);
  m.put(0x2000, {0xe6, 0x80, 0xf4});
  // mov eax,0decafbadh; mov cr2,eax
  m.put(0x1000, {0xb8, 0xad, 0xfb, 0xca, 0xde, 0x0f, 0x22, 0xd0, 0xf4});
  m.core.set_registers(r);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80).empty());
  CHECK(m.core.registers().cr2 == 0xdeca'fbad);
}

TEST_CASE("engine: an NMI waits until the handler of the one before has ended") {
  machine m;
  m.on_out = [&m](std::uint16_t port, unsigned, std::uint32_t) {
    if (port == 0x80) m.core.raise_nmi();
  };
  m.put(8, {0x00, 0x20, 0x00, 0x00});
  m.put(0x1000, {0xe6, 0x80, 0x90, 0x90, 0xf4});
  // inc bx; cmp bl,2; je over: out 80h,al; over: mov al,bl; out 82h,al; iret
  m.put(0x2000, {0x43, 0x80, 0xfb, 0x02, 0x74, 0x02, 0xe6, 0x80, 0x88, 0xd8, 0xe6, 0x82, 0xcf});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x82) == words{1, 2});
}

TEST_CASE("engine: the local APIC that is switched off in its base register is gone from CPUID") {
  struct switching final : machine {
    void local_apic_switched(bool on) override { told.push_back(on); }
    std::vector<bool> told;
  } m;
  constexpr std::uint32_t apic = 1u << 9;
  cpu_description with;
  with.features_edx |= apic;
  m.core.describe(with);
  // mov ecx,1bh; rdmsr; and eax,~800h; wrmsr; mov eax,1; cpuid; out 80h,edx; and back
  m.put(0x1000, {0x66, 0xb9, 0x1b, 0,    0,    0,    0x0f, 0x32, 0x66, 0x25, 0xff, 0xf7, 0xff,
                 0xff, 0x0f, 0x30, 0x66, 0xb8, 1,    0,    0,    0,    0x0f, 0xa2, 0x66, 0x89,
                 0xd0, 0x66, 0xe7, 0x80, 0x66, 0xb9, 0x1b, 0,    0,    0,    0x0f, 0x32, 0x66,
                 0x0d, 0x00, 0x08, 0,    0,    0x0f, 0x30, 0x0f, 0x32, 0x66, 0xe7, 0x81, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK((m.values(0x80)[0] & apic) == 0);
  CHECK(m.values(0x81) == words{0xfee0'0900});
  CHECK(m.told == std::vector<bool>{false, true});
}

TEST_CASE("engine: a machine check's status is only cleared, and its control is all or nothing") {
  const auto faults = [](int msr, int value) {
    machine m;
    m.put(0x34, {0x00, 0x20, 0x00, 0x00});
    m.put(0x2000, {0xe6, 0x80, 0xf4});
    // mov ecx,400h + msr; mov eax,value; cdq; wrmsr
    m.put(0x1000, {0x66, 0xb9, msr, 4, 0, 0, 0x66, 0xb8, value, value == 0xff ? 0xff : 0,
                   value == 0xff ? 0xff : 0, value == 0xff ? 0xff : 0, 0x66, 0x99, 0x0f, 0x30, 0xf4});
    m.start_at(0x1000);
    CHECK(m.run() == stop_reason::halted);
    return !m.values(0x80).empty();
  };
  CHECK_FALSE(faults(0, 0));
  CHECK_FALSE(faults(0, 0xff));
  CHECK(faults(0, 1));
  CHECK_FALSE(faults(1, 0));
  CHECK(faults(1, 1));
}

TEST_CASE("engine: the time-stamp counter goes on from what is written to it") {
  machine m;
  // mov ecx,10h; mov eax,1000h; mov edx,5; wrmsr; rdtsc; out 80h,eax; out 81h,edx
  m.put(0x1000,
        {0x66, 0xb9, 0x10, 0,    0,    0,    0x66, 0xb8, 0,    0x10, 0,    0,    0x66, 0xba, 5,    0,
         0,    0,    0x0f, 0x30, 0x0f, 0x31, 0x66, 0xe7, 0x80, 0x66, 0x89, 0xd0, 0x66, 0xe7, 0x81, 0xf4});
  m.start_at(0x1000);
  CHECK(m.run() == stop_reason::halted);
  CHECK(m.values(0x80)[0] - 0x1000 < 4);
  CHECK(m.values(0x81) == words{5});
}
