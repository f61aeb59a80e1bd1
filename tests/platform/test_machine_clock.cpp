// What a virtual machine's clock shows at first is read from the machine's own, by transactions that take their time.
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

/// What the guest reads from its clock.
std::string shown(const words& settings) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  const captured r = run_program(with(own_guest("clock"), with({"--quiet", "--serial", serial}, settings)));
  CAPTURE(settings, r.err);
  REQUIRE(r.code == 0);
  return content_of(serial);
}

/// What the system with the devices has spent on all processors.
std::uint64_t spent_by_drivers(const json& r) {
  std::uint64_t all = 0;
  for (const json& p : r["processors"]) all += p["service_os_cycles"].get<std::uint64_t>();
  return all;
}

words place(const std::string& platform, const std::string& placement) {
  return with(set("platform.kind", platform), set("vm.placement", placement));
}

}  // namespace

TEST_CASE("clock: a virtual machine's shows what the machine's own does, wherever its model is") {
  const words date = set("platform.rtc", "1999-12-31 23:59:30");
  CHECK(shown(with(date, set("platform.kind", "native"))) == "19991231235930\n");
  for (const words& where : {place("hybrid", "service-os"), place("hybrid", "hypervisor"),
                             place("hosted", "kernel"), place("hosted", "host-os"), place("hosted", "user")})
    CHECK(shown(with(date, where)) == "19991231235930\n");
  CHECK(shown(with(date, with(set("platform.processors", "2"), set("service_os.processor", "own")))) ==
        "19991231235930\n");
}

TEST_CASE("clock: a virtual machine with a date of its own shows that, and nobody looks at the machine's") {
  const words date = set("vm.rtc", "2038-01-19 03:14:07");
  CHECK(shown(with(date, set("platform.kind", "native"))) == "20380119031407\n");
  CHECK(shown(with(date, place("hybrid", "service-os"))) == "20380119031407\n");
}

TEST_CASE("clock: looking at the machine's takes its accesses, and whoever makes them has to be there") {
  // Register A and seven of the date, the seconds twice: an index and a byte each, 3,209 cycles with their instruction.
  constexpr std::uint64_t accesses = 2 * 9 * (3'209 - 50);
  const auto cost = [](const words& where) {
    const words run = with(own_guest("end-halt"), with(where, set("costs.spread", "none")));
    const auto spent = [&](const std::string& date) {
      const captured r = run_program(with(with(run, {"--quiet", "--json", "-"}), set("vm.rtc", date)));
      REQUIRE_FALSE(r.out.empty());
      const json all = json::parse(r.out);
      check_that_figures_tile(all);
      return spent_by_drivers(all);
    };
    return spent("machine") - spent("2005-12-10 12:00:00");
  };
  // The upcall, the process; a model in the hypervisor is told by a hypercall.
  CHECK(cost(place("hybrid", "service-os")) == 3'000 + 8'000 + accesses);
  CHECK(cost(place("hybrid", "hypervisor")) == 3'000 + 8'000 + accesses + 1'095);
  CHECK(cost(place("hosted", "user")) == 8'000 + accesses);
}
