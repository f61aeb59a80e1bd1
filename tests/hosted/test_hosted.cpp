// Figure 5: what an access costs by each of the host VMM's places, and that the place changes no value.
#include <map>
#include <string>
#include <utility>

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

TEST_CASE("hosted: who is not in the kernel, or nowhere, is looked for there first, and that is charged") {
  // All models in user mode, and ports that nobody has: the kernel's look-up finds nobody either way.
  const json run = ports_on_host("prescott-2005", "user");
  unsigned unclaimed = 0;
  for (const json& p : run["paths"]) {
    CAPTURE(p);
    const std::uint64_t count = p["count"];
    if (p["path"] == "unclaimed") {
      ++unclaimed;
      CHECK(p["cycles"]["p50"] == 22'963);
    }
    std::map<std::string, std::pair<std::string, std::uint64_t>> steps;
    for (const json& s : p["steps"]) steps[s["step"]] = {s["block"], s["cycles"]["total"]};
    CHECK(steps["kernel_bus"] == std::pair{std::string{"203"}, 300 * count});
    CHECK(steps["user_dispatch"].second == 5'000 * count);
  }
  CHECK(unclaimed == 1);
}

TEST_CASE("hosted: a tick of a device model in the host OS takes one round trip there, also if that is far") {
  // hardware_exit, run_loop, host_interrupt and virtual_pit, module_call, virtual_pic, event_injection and
  // hardware_vectoring, hardware_entry; then the world switches there and back.
  constexpr std::uint64_t near = 1'554 + 3'500 + 2'000 + 150 + 300 + 621 + 2'409;
  const words ticks =
      with({"run", "ticks"}, with(set("platform.kind", "hosted"), set("vm.placement", "host-os")));
  for (const auto& [context, cycles] : {std::pair{"shared", near}, std::pair{"own", near + 6'524}}) {
    const json r = results_of(with(ticks, set("host.context", context)));
    CAPTURE(context, r["interrupts"]);
    CHECK(r["interrupts"][0]["to_handler"]["cycles"]["min"] == cycles);
    CHECK(r["interrupts"][0]["to_handler"]["cycles"]["p95"] == cycles);
  }
}

TEST_CASE("hosted: what telling an interrupt costs is no queue, whether the guest runs or has halted") {
  const temporary_folder folder;
  // The image's word that makes it halt between ticks.
  std::string halting = content_of(TRAPLINE_TEST_GUESTS "/../../guests/ticks/ticks.rom");
  halting.at(6) = 1;
  const std::string rom = folder.file("ticks.rom", halting).string();
  for (const std::string placement : {"user", "host-os", "kernel"})
    for (const words& image : {words{}, set("vm.rom", rom)}) {
      const json r = results_of(with(with({"run", "ticks"}, image),
                                     with(set("platform.kind", "hosted"),
                                          with(set("vm.placement", placement), set("host.context", "own")))));
      CAPTURE(placement, image.empty(), r["interrupts"]);
      double queue = 0;
      for (const json& s : r["interrupts"][0]["to_handler"]["steps"])
        if (s["step"] == "queue") queue += s["cycles"]["total"].get<double>();
      CHECK(queue / r["interrupts"][0]["delivered"].get<double>() < 100);
    }
}

TEST_CASE("hosted: where the device models are changes nothing that the guest writes") {
  const json user = ports_on_host("prescott-2005", "user");
  const json kernel = ports_on_host("prescott-2005", "kernel");
  CHECK(user["vms"][0]["end"]["code"] == 0);
  CHECK(user["vms"][0]["serial_sha256"] == kernel["vms"][0]["serial_sha256"]);
}
