// Interrupt frames that the monitor writes itself, against what the processor's manual says of each mode.
#include "models/vmm/injection/stack_tweak.h"

#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline;
using engine::register_file;

namespace {

constexpr unsigned cs = 1, esp = 4;
constexpr std::uint64_t interrupts_on = 0x202;
constexpr std::uint8_t gate = 0x1f;  ///< the vector that the table has a gate for, as its last one

struct bench : engine_tests::machine {
  bool tweak(std::uint8_t vector) { return vmm::tweak_stack(core, memory, vector); }
  std::uint32_t peek16(std::uint64_t at) const { return peek32(at) & 0xffff; }
  processor::guest_memory memory{ram, {}};
};

struct real_mode : bench {
  real_mode() {
    put(0x20, {0x45, 0x23, 0x00, 0x01});  // vector 8 to 0100:2345
    start_at(0x1000);
    register_file r = core.registers();
    r.rflags = interrupts_on | 0x100;  // and single step
    core.set_registers(r);
  }
};

struct protected_mode : bench {
  protected_mode() {
    register_file r = machine::protected_mode(gate);
    r.rflags = interrupts_on;
    core.set_registers(r);
  }
  /// The byte of the gate that has its type.
  void gate_is(int type) { put(0x3000 + 8 * gate + 5, {type}); }
};

void check_untouched(bench& b, std::uint64_t rsp = 0x7000) {
  CHECK(b.core.registers().rip == 0x1000);
  CHECK(b.core.registers().gpr[esp] == rsp);
  CHECK(b.core.registers().rflags == interrupts_on);
}

}  // namespace

TEST_CASE("stack_tweak: in real mode IP, CS and FLAGS are pushed, and the vector table says where to go on") {
  real_mode b;
  REQUIRE(b.tweak(8));
  const register_file r = b.core.registers();
  CHECK(r.rip == 0x2345);
  CHECK(r.segment[cs].selector == 0x100);
  CHECK(r.segment[cs].base == 0x1000);
  CHECK(r.gpr[esp] == 0x7000 - 6);
  CHECK(b.peek16(0x6ffa) == 0x1000);
  CHECK(b.peek16(0x6ffc) == 0);
  CHECK(b.peek16(0x6ffe) == (interrupts_on | 0x100));
  CHECK(r.rflags == 0x002);  // neither interrupts nor single step
}

TEST_CASE("stack_tweak: in real mode the stack goes round within its 64 KiB") {
  real_mode b;
  register_file r = b.core.registers();
  r.gpr[esp] = 0xabcd0002;
  b.core.set_registers(r);
  REQUIRE(b.tweak(8));
  CHECK(b.core.registers().gpr[esp] == 0xabcdfffc);
  CHECK(b.peek16(0) == (interrupts_on | 0x100));
  CHECK(b.peek16(0xfffc) == 0x1000);
}

TEST_CASE("stack_tweak: a vector behind the table's limit is left to the processor") {
  real_mode b;
  register_file r = b.core.registers();
  r.rflags = interrupts_on;
  r.idtr.limit = 8 * 4 + 2;
  b.core.set_registers(r);
  CHECK_FALSE(b.tweak(8));
  check_untouched(b);
}

TEST_CASE("stack_tweak: through an interrupt gate 32 bits each are pushed, and interrupts are off") {
  protected_mode b;
  REQUIRE(b.tweak(gate));
  const register_file r = b.core.registers();
  CHECK(r.rip == 0x2000);
  CHECK(r.segment[cs].selector == 8);
  CHECK(r.gpr[esp] == 0x7000 - 12);
  CHECK(b.peek32(0x6ff4) == 0x1000);
  CHECK(b.peek32(0x6ff8) == 8);
  CHECK(b.peek32(0x6ffc) == interrupts_on);
  CHECK(r.rflags == 0x002);
}

TEST_CASE("stack_tweak: a trap gate leaves interrupts on, and a gate of 16 bits pushes words") {
  protected_mode trap;
  trap.gate_is(0x8f);
  REQUIRE(trap.tweak(gate));
  CHECK(trap.core.registers().rflags == interrupts_on);
  protected_mode narrow;
  narrow.gate_is(0x86);
  REQUIRE(narrow.tweak(gate));
  CHECK(narrow.core.registers().gpr[esp] == 0x7000 - 6);
  CHECK(narrow.peek16(0x6ffa) == 0x1000);
}

TEST_CASE(
    "stack_tweak: a gate that is absent, a task's, or of no interrupt's type is left to the processor") {
  for (const int type : {0x0e, 0x85, 0x8c, 0x92}) {
    CAPTURE(type);
    protected_mode b;
    b.gate_is(type);
    CHECK_FALSE(b.tweak(gate));
    check_untouched(b);
  }
}

TEST_CASE("stack_tweak: a stack that is not memory is left to the processor, nothing is written") {
  protected_mode b;
  register_file r = b.core.registers();
  r.gpr[esp] = bench::ram_bytes + 8;  // the last of twelve bytes are in memory
  b.core.set_registers(r);
  CHECK_FALSE(b.tweak(gate));
  check_untouched(b, bench::ram_bytes + 8);
  CHECK(b.peek32(bench::ram_bytes - 4) == 0);
}

TEST_CASE("stack_tweak: IA-32e mode is left to the processor") {
  register_file r{};
  CHECK(vmm::can_tweak_stack(r));
  r.efer = 1u << 10;
  CHECK_FALSE(vmm::can_tweak_stack(r));
}
