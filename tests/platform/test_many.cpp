// Many virtual machines on one machine: who waits for whom, and that none sees another.
#include <algorithm>

#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

words many(unsigned vms) { return {"run", "many", "--set", "vms=" + std::to_string(vms)}; }

/// Cycles of the reads of a device in the mean over all VMs, and of the time that they waited.
struct mean_read {
  double cycles = 0, queued = 0;
};

mean_read reads_of(const json& r, const std::string& device) {
  std::uint64_t count = 0, cycles = 0, queued = 0;
  for (const json& p : r["paths"]) {
    if (p["device"] != device || p["direction"] != "in") continue;
    count += p["count"].get<std::uint64_t>();
    cycles += p["cycles"]["total"].get<std::uint64_t>();
    for (const json& s : p["steps"])
      if (s["step"] == "queue") queued += s["cycles"]["total"].get<std::uint64_t>();
  }
  REQUIRE(count > 0);
  const auto n = static_cast<double>(count);
  return {static_cast<double>(cycles) / n, static_cast<double>(queued) / n};
}

/// A scenario of VMs that each fill their memory with a pattern of their own.
std::string isolation_scenario() {
  std::string text = "[platform]\nprocessors = 2\n[scheduler]\nslice = \"500 us\"\n";
  const words places{"service-os", "hypervisor", "patent", "acrn"};
  for (int vm = 0; vm < 4; ++vm) {
    const std::string n = std::to_string(vm + 1);
    text += "[[vm]]\nname = \"vm" + n + "\"\nguest = \"hello\"\nmemory = \"2 MiB\"\nplacement = \"" +
            places[static_cast<std::size_t>(vm)] + "\"\nrom = \"" TRAPLINE_TEST_GUESTS "/isolated-" + n +
            ".rom\"\n";
  }
  return text;
}

}  // namespace

TEST_CASE(
    "many: reads of the service OS's device wait longer with every VM, those of the hypervisor's do not") {
  mean_read before;
  for (const unsigned vms : {1U, 2U, 4U, 8U, 16U}) {
    CAPTURE(vms);
    const json r = results_of(many(vms));
    check_that_figures_tile(r);
    const mean_read far = reads_of(r, "rtc"), near = reads_of(r, "pit");
    CHECK(near.cycles == Approx(8'135));
    CHECK(near.queued == 0);
    // Two that begin together take turns and hardly meet, and more than four wait for processors rather than for
    // the service OS.
    if (vms == 4) CHECK(far.cycles > 1.2 * before.cycles);
    if (vms == 16) CHECK(far.cycles > before.cycles);
    if (vms > 2) CHECK(far.queued > 0);
    before = far;
  }
}

TEST_CASE("many: a VM is on one processor at a time, and what it waits for takes no longer than it is away") {
  for (const words& settings :
       {set("service_os.processor", "own"), set("service_os.processor", "shared"),
        with(set("scheduler.policy", "credit"), set("service_os.processor", "shared"))}) {
    CAPTURE(settings);
    for (const unsigned vms : {1U, 5U}) {
      const json r = results_of(with(many(vms), settings));
      std::uint64_t passed = 0, running = 0, accessing = 0;
      for (const json& p : r["processors"]) {
        running += p["guest_cycles"].get<std::uint64_t>();
        passed = std::max(passed, p["total_cycles"].get<std::uint64_t>());
      }
      for (const json& p : r["paths"]) accessing += p["cycles"]["total"].get<std::uint64_t>();
      CHECK(running + accessing <= vms * passed);
    }
  }
}

TEST_CASE("many: sixteen VMs on four processors write the same bytes twice") {
  const auto run = [] {
    json r = results_of(with(many(16), set("costs.spread", "profile")));
    r.erase("host");
    return r.dump();
  };
  const bool equal = run() == run();
  CHECK(equal);
}

TEST_CASE("many: no VM sees another's memory or devices") {
  const temporary_folder folder;
  const json r = results_of({"run", folder.file("s.toml", isolation_scenario()).string()});
  REQUIRE(r["vms"].size() == 4);
  for (const json& vm : r["vms"]) {
    CAPTURE(vm["name"]);
    CHECK(vm["end"]["code"] == 0);
  }
  // They ran side by side: each was away while others ran.
  std::uint64_t guest = 0, total = 0;
  for (const json& p : r["processors"]) {
    guest += p["guest_cycles"].get<std::uint64_t>();
    total += p["total_cycles"].get<std::uint64_t>();
  }
  CHECK(guest > total / 2);
}

TEST_CASE("many: an hour of a VM that is halted with its timer stopped costs next to nothing") {
  const captured r =
      run_program(with(own_guest("end-wait"), {"--until", "3600 s", "--quiet", "--json", "-"}));
  CHECK(r.code == 3);
  const json all = json::parse(r.out);
  CHECK(all["simulation"]["instructions"].get<std::uint64_t>() < 1'000'000);
}
