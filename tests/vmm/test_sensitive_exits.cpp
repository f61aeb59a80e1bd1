// Exits that no device has to do with: which are the guest's own business, and what a monitor is charged for the rest.
#include "models/vmm/exits/sensitive_exits.h"

#include "models/vmm/exits/monitor_paths.h"
#include "tests/engine/machine.h"
#include "tests/vmm/driver_bench.h"

using namespace trapline;
using namespace trapline::testing;
using engine::exit_kind;
using vmm::exit_reason;

TEST_CASE("sensitive_exits: a write to a control register leaves the guest by the bits that it changes") {
  driver_bench b;
  engine_tests::machine guest;
  vmm::sensitive_exits exits{b.room.statistics(), "a", b.costs};
  auto r = guest.core.registers();
  r.cr0 = 0x10;
  r.cr4 = 0x80;
  guest.core.set_registers(r);
  const vmm::intercepts by_bits{b.costs.properties()};
  for (const std::uint64_t which : {0ULL, 3ULL, 4ULL})
    for (unsigned bit = 0; bit < 32; ++bit) {
      const std::uint64_t now = which == 0 ? 0x10 : which == 4 ? 0x80 : 0;
      CAPTURE(which, bit);
      CHECK(exits.reason_of(guest.core, exit_kind::cr_write, which, now ^ (1ULL << bit)) ==
            by_bits.of(exit_kind::cr_write, which, 1ULL << bit));
      // What is there already changes nothing.
      CHECK(exits.reason_of(guest.core, exit_kind::cr_write, which, now) ==
            by_bits.of(exit_kind::cr_write, which, 0));
    }
  CHECK(exits.reason_of(guest.core, exit_kind::cpuid, 1, 0) == exit_reason::cpuid);
  CHECK_FALSE(exits.reason_of(guest.core, exit_kind::software_interrupt, 0x80, 0));
}

TEST_CASE("sensitive_exits: what the monitor does about each is its step of block 204, and counts by name") {
  driver_bench b;
  vmm::sensitive_exits exits{b.room.statistics(), "a", b.costs};
  b.root([&] {
    const auto charged = [&](exit_reason why, std::uint64_t detail) {
      processor::step_meter m;
      m.open(b.cpu);
      exits.charge_body(m, b.cpu, why, detail);
      for (const charged_step& s : m.record().steps()) CHECK(s.in == 204);
      return steps_of(m);
    };
    CHECK(charged(exit_reason::cpuid, 0) == "emulate_cpuid");
    CHECK(charged(exit_reason::cr_access, 0) == "emulate_cr");
    CHECK(charged(exit_reason::cr_access, 3) == "shadow_switch");
    CHECK(charged(exit_reason::cr_access, 4) == "emulate_cr");
    CHECK(charged(exit_reason::msr_read, 0x1b) == "emulate_msr");
    CHECK(charged(exit_reason::msr_write, 0x1b) == "emulate_msr");
    CHECK(charged(exit_reason::invlpg, 0x1000) == "shadow_invalidate");
    CHECK(charged(exit_reason::page_fault, 14) == "shadow_fault");
    CHECK(charged(exit_reason::exception, 6).empty());
  });
  CHECK(&exits.counts(exit_reason::invlpg) ==
        &b.room.statistics().exit("a", std::string{name_of(exit_reason::invlpg)}));
  CHECK(&exits.counts(exit_reason::msr_read) != &exits.counts(exit_reason::msr_write));
}

TEST_CASE("monitor_paths: what both monitors share is of figures 2 and 3, step by step") {
  for (const path_part* p : {&vmm::emulate_cpuid, &vmm::emulate_cr, &vmm::shadow_switch, &vmm::emulate_msr,
                             &vmm::shadow_invalidate, &vmm::shadow_fault})
    for (const path_step& s : p->steps) CHECK((s.in == 204 && s.by == account::monitor));
  for (const path_part* p : {&vmm::host_interrupt, &vmm::virtual_timer, &vmm::controllers_bus,
                             &vmm::drivers_work, &vmm::wait_for_guest})
    for (const path_step& s : p->steps) CHECK(s.in == 301);
  for (const path_part* p :
       {&vmm::virtual_controller, &vmm::event_injection, &vmm::stack_tweak, &vmm::wait_for_processor})
    for (const path_step& s : p->steps) CHECK(s.in == 302);
  // Where nobody works, no profile has a cost.
  for (const path_part* p : {&vmm::model_moves, &vmm::wait_for_guest, &vmm::wait_for_processor,
                             &vmm::work_waits, &vmm::devices_own_time})
    for (const path_step& s : p->steps) CHECK(s.by == account::idle);
}
