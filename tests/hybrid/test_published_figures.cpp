// What the model says where somebody has published what the machine said.
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

/// All accesses of a kind, which without spread must be one and the same number.
void check_every_access(const json& run, const std::string& path, const std::string& device,
                        std::uint64_t cycles) {
  for (const json& p : run["paths"]) {
    if (p["device"] != device || p["direction"] != "in") continue;
    CAPTURE(device, p["cycles"]);
    CHECK(p["path"] == path);
    CHECK(p["count"].get<std::uint64_t>() >= 1000);
    CHECK(p["cycles"]["min"] == cycles);
    CHECK(p["cycles"]["p50"] == cycles);
    return;
  }
  FAIL_CHECK("there is no access to " << device);
}

void check_pit_in(const std::string& profile, std::uint64_t service_os, std::uint64_t hypervisor) {
  const captured r = run_program(
      with({"compare", "ports", "--place", "service-os", "--place", "xen-2005", "--quiet", "--json", "-"},
           with(set("costs.spread", "none"), set("platform.profile", profile))));
  REQUIRE(r.code == 0);
  const json all = json::parse(r.out);
  check_every_access(all["runs"][0], "service_os", "pit", service_os);
  check_every_access(all["runs"][1], "hypervisor", "pit", hypervisor);
}

/// From the PIT's pin to the handler's first instruction, out of running code.
void check_interrupt(const std::string& profile, const std::string& injection, std::uint64_t cycles) {
  const json r = results_of(
      with({"run", "ticks"}, with(set("platform.profile", profile), set("vm.injection", injection))));
  REQUIRE(r["interrupts"].size() == 1);
  const json& pit = r["interrupts"][0];
  CAPTURE(profile, injection, pit);
  CHECK(pit["injection"] == injection);
  CHECK(pit["delivered"] == 1000);
  CHECK(pit["to_handler"]["cycles"]["min"] == cycles);
  CHECK(pit["to_handler"]["cycles"]["p99"] == cycles);
}

}  // namespace

TEST_CASE(
    "published: an interrupt of 2005 takes 9,064 cycles to its handler as an event, 13,377 by the stack") {
  check_interrupt("prescott-2005", "event", 9'064);
  check_interrupt("prescott-2005", "stack_tweak", 13'377);
}

TEST_CASE(
    "published: an interrupt of 2017 takes 2,371 cycles to its handler as an event, 3,156 by the stack") {
  check_interrupt("skylake-2017", "event", 2'371);
  check_interrupt("skylake-2017", "stack_tweak", 3'156);
}

TEST_CASE("published: IN 40h takes 44,935 cycles by the service OS and 8,135 in the hypervisor of 2005") {
  check_pit_in("prescott-2005", 44'935, 8'135);
}

TEST_CASE("published: IN 40h takes 20,006 cycles by the service OS and 1,666 in the hypervisor of 2017") {
  check_pit_in("skylake-2017", 20'006, 1'666);
}

TEST_CASE("published: a native IN of one byte takes 3,209 cycles with its instruction") {
  // Adams and Agesen 2006; 50 of them are the instruction's own, before the bus cycle begins.
  const json r = results_of(with({"run", "ports"}, set("platform.kind", "native")));
  check_every_access(r, "native", "rtc", 3'209 - 50);
}
