// Missed-tick policies with real guests: which keep right time beside a busy guest, by how much the others
// are behind, and that no tick is lost from the counts.
#include "sim/random/split_mix.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

/// Of 1193 clocks of 13125000/11 Hz.
constexpr double period_ns = 1193 * 11e9 / 13'125'000;

/// A guest beside one that computes for ever, 30 ms in turn.
std::string beside_busy(const std::string& guest, const std::string& placement) {
  return "[costs]\nspread = \"none\"\n[[vm]]\nname = \"ticking\"\n" + guest + "placement = \"" + placement +
         "\"\n[[vm]]\nname = \"busy\"\nrom = \"" TRAPLINE_TEST_GUESTS "/spin.rom\"\nmemory = \"1 MiB\"\n";
}

json run(const std::string& scenario, const words& more, const std::string& serial = "") {
  const temporary_folder folder;
  words all = with({"run", folder.file("s.toml", scenario).string(), "--quiet", "--json", "-"}, more);
  if (!serial.empty()) all = with(all, {"--serial", serial});
  const captured r = run_program(all);
  CAPTURE(all, r.err);
  REQUIRE((r.code == 0 || r.code == 3));
  json results = json::parse(r.out);
  check_that_figures_tile(results);
  return results;
}

json pit_of(const json& r, const std::string& vm = "ticking") {
  for (const json& i : r["interrupts"])
    if (i["vm"] == vm && i["source"] == "pit") return i;
  return {};
}

double number(const json& j) { return j.get<double>(); }

}  // namespace

TEST_CASE("missed ticks: beside a busy guest, time is right under the policies that deliver every tick") {
  for (const std::string policy : {"no_delay_for_missed_ticks", "delay_for_missed_ticks"})
    for (const std::string placement : {"hypervisor", "xen"}) {
      CAPTURE(policy, placement);
      const json i = pit_of(run(beside_busy("guest = \"ticks\"\n", placement),
                                {"--until", "500 ms", "--set", "vm.tick_policy=" + policy}));
      CHECK(i["merged"] == 0);
      CHECK(i["dropped"].get<int>() <= 1);
      // Behind by a turn of the other guest at most.
      CHECK(number(i["drift_ns"]) < 35e6);
      CHECK(number(i["delivered"]) > 200);
    }
}

TEST_CASE("missed ticks: under the others it is behind by exactly the ticks that were not delivered") {
  for (const std::string policy :
       {"one_missed_tick_pending", "merge", "no_missed_ticks_pending", "discard", "delay"})
    for (const std::string placement : {"hypervisor", "xen"}) {
      CAPTURE(policy, placement);
      const json i = pit_of(run(beside_busy("guest = \"ticks\"\n", placement),
                                {"--until", "500 ms", "--set", "vm.tick_policy=" + policy}));
      const double missing = number(i["raised"]) - number(i["delivered"]);
      CHECK(missing > 100);
      CHECK(number(i["drift_ns"]) == Approx(missing * period_ns).epsilon(0.006));
      const std::string where = policy == "delay"                                          ? "pending"
                                : policy == "one_missed_tick_pending" || policy == "merge" ? "merged"
                                                                                           : "dropped";
      CHECK(number(i[where]) >= missing - 1);
    }
}

TEST_CASE(
    "missed ticks: a guest whose clock stands still while it is away sees a period pass between two ticks") {
  const std::string gap = "rom = \"" TRAPLINE_TEST_GUESTS "/gap.rom\"\nmemory = \"1 MiB\"\n";
  const auto longest = [&](const std::string& policy) {
    const temporary_folder folder;
    const std::string serial = (folder.path() / "serial").string();
    run(beside_busy(gap, "hypervisor"), {"--until", "1 s", "--set", "vm.tick_policy=" + policy}, serial);
    return std::stoi(content_of(serial));
  };
  CHECK(longest("no_delay_for_missed_ticks") >= 30);
  CHECK(longest("delay_for_missed_ticks") <= 1);
}

TEST_CASE("missed ticks: alone on its processor a guest misses none, whatever the policy and the place") {
  for (const std::string policy :
       {"delay_for_missed_ticks", "no_delay_for_missed_ticks", "no_missed_ticks_pending",
        "one_missed_tick_pending", "delay", "catchup", "merge", "discard"})
    for (const std::string placement : {"hypervisor", "service-os"}) {
      CAPTURE(policy, placement);
      const json r = results_of(
          {"run", "ticks", "--set", "vm.placement=" + placement, "--set", "vm.tick_policy=" + policy});
      const json i = r["interrupts"][0];
      CHECK(i["merged"] == 0);
      CHECK(i["dropped"].get<int>() <= 1);
      CHECK(number(i["delivered"]) >= 1000);
      CHECK(number(i["drift_ns"]) < 2 * period_ns);
    }
}

TEST_CASE("missed ticks: raised is delivered, merged, dropped and pending, in any scenario") {
  const auto pick = [](std::uint64_t& random, const words& from) {
    return from[trapline::split_mix(random) % from.size()];
  };
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    std::uint64_t random = seed;
    words what{"run", "ticks", "--quiet", "--json", "-", "--until", "40 ms", "--seed", std::to_string(seed)};
    what =
        with(what, set("vm.tick_policy", pick(random, {"delay_for_missed_ticks", "no_delay_for_missed_ticks",
                                                       "no_missed_ticks_pending", "one_missed_tick_pending",
                                                       "delay", "catchup", "merge", "discard"})));
    what = with(what, set("scheduler.policy", pick(random, {"pinned", "round_robin", "credit"})));
    what = with(what, set("scheduler.slice", pick(random, {"500 us", "2 ms", "30 ms"})));
    what = with(what, set("vm.placement", pick(random, {"hypervisor", "service-os", "patent", "xen"})));
    what = with(what, set("platform.processors", pick(random, {"1", "2", "4"})));
    what = with(what, set("service_os.background", pick(random, {"0", "0.3", "0.8"})));
    what = with(what, set("costs.spread", "profile"));
    what = with(what, set("vms", pick(random, {"1", "3", "6"})));
    CAPTURE(what);
    const captured one = run_program(what);
    REQUIRE(one.code == 3);
    json first = json::parse(one.out);
    check_that_figures_tile(first);
    if (seed > 4) continue;
    json second = json::parse(run_program(what).out);
    first.erase("host");
    second.erase("host");
    CHECK(first == second);
  }
}
