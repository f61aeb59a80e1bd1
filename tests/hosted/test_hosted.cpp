// Figure 5: what an access costs by each of the host VMM's places, and that the place changes no value.
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

json ports_on_host(const std::string& profile, const std::string& placement) {
  return results_of(with({"run", "ports"},
                         with(set("platform.kind", "hosted"),
                              with(set("vm.placement", placement),
                                   with(set("costs.spread", "none"), set("platform.profile", profile))))));
}

void check_pit_in(const std::string& profile, const std::string& placement, const std::string& path,
                  std::uint64_t cycles) {
  const json run = ports_on_host(profile, placement);
  for (const json& p : run["paths"]) {
    if (p["device"] != "pit" || p["direction"] != "in") continue;
    CHECK(p["path"] == path);
    CHECK(p["count"].get<std::uint64_t>() >= 1000);
    CHECK(p["cycles"]["min"] == cycles);
    CHECK(p["cycles"]["p99"] == cycles);
    return;
  }
  FAIL_CHECK("there is no access to the pit");
}

}  // namespace

TEST_CASE("hosted: an in-kernel device model answers in 8,463 cycles of 2005 and 1,926 of 2017") {
  check_pit_in("prescott-2005", "kernel", "kernel", 8'463);
  check_pit_in("skylake-2017", "kernel", "kernel", 1'926);
}

TEST_CASE("hosted: a device model in the host OS outside the kernel VMM answers in 8,613 and 1,986 cycles") {
  check_pit_in("prescott-2005", "host-os", "host_os", 8'613);
  check_pit_in("skylake-2017", "host-os", "host_os", 1'986);
}

TEST_CASE("hosted: a device model of the user-mode VMM answers in 22,963 and 7,066 cycles") {
  check_pit_in("prescott-2005", "user", "user", 22'963);
  check_pit_in("skylake-2017", "user", "user", 7'066);
}

TEST_CASE("hosted: where the device models are changes nothing that the guest writes") {
  const json user = ports_on_host("prescott-2005", "user");
  const json kernel = ports_on_host("prescott-2005", "kernel");
  CHECK(user["vms"][0]["end"]["code"] == 0);
  CHECK(user["vms"][0]["serial_sha256"] == kernel["vms"][0]["serial_sha256"]);
}
