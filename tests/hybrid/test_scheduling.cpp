// Scheduling policies with real guests: shares by weight, processors kept to, accounts that add up.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

/// Guests that compute until the limit. @return the results so far.
json busy(unsigned vms, const words& more, const std::string& until = "500 ms") {
  const words all =
      with(own_guest("spin"),
           with({"--quiet", "--json", "-", "--until", until, "--set", "vms=" + std::to_string(vms)}, more));
  const captured r = run_program(all);
  CAPTURE(all, r.err);
  REQUIRE(r.code == 3);
  const json results = json::parse(r.out);
  check_that_figures_tile(results);
  return results;
}

double instructions(const json& r, unsigned vm) { return r["vms"][vm]["instructions"].get<double>(); }

}  // namespace

TEST_CASE("scheduling: two busy guests of weights 256 and 512 get one and two parts of a processor") {
  const json r = busy(2, {"--set", "scheduler.policy=credit", "--set", "vm.a-2.weight=512"}, "3 s");
  CHECK(instructions(r, 1) / instructions(r, 0) == Approx(2).epsilon(0.04));
  CHECK(r["processors"][0]["idle_cycles"].get<std::uint64_t>() == 0);
}

TEST_CASE(
    "scheduling: a busy guest with a cap of a quarter leaves the rest of a processor idle, or to another") {
  const auto share = [](const json& r, const std::string& account) {
    return r["processors"][0][account].get<double>() / r["processors"][0]["total_cycles"].get<double>();
  };
  const json alone = busy(1, {"--set", "scheduler.policy=credit", "--set", "vm.a.cap=25"}, "3 s");
  CHECK(share(alone, "guest_cycles") == Approx(0.25).margin(0.02));
  CHECK(share(alone, "idle_cycles") == Approx(0.75).margin(0.02));
  const json beside = busy(2, {"--set", "scheduler.policy=credit", "--set", "vm.a-2.cap=25"}, "3 s");
  CHECK(instructions(beside, 0) / instructions(beside, 1) == Approx(3).epsilon(0.05));
  CHECK(share(beside, "idle_cycles") == 0);
}

TEST_CASE("scheduling: weights mean nothing to round robin") {
  const json r = busy(2, {"--set", "scheduler.slice=5 ms", "--set", "vm.a-2.weight=512"});
  CHECK(instructions(r, 1) / instructions(r, 0) == Approx(1).epsilon(0.03));
}

TEST_CASE("scheduling: a busy guest keeps to the processors that it was given, and the others idle") {
  for (const std::string policy : {"pinned", "round_robin", "credit"}) {
    CAPTURE(policy);
    const json r =
        busy(2, {"--set", "scheduler.policy=" + policy, "--set", "platform.processors=4", "--set",
                 "vm.a.processors=1", "--set", "vm.a-2.processors=3", "--set", "service_os.processors=0"});
    CHECK(r["processors"][0]["guest_cycles"] == 0);
    CHECK(r["processors"][1]["guest_cycles"].get<double>() >
          0.9 * r["processors"][1]["total_cycles"].get<double>());
    CHECK(r["processors"][2]["guest_cycles"] == 0);
    CHECK(r["processors"][3]["guest_cycles"].get<double>() >
          0.9 * r["processors"][3]["total_cycles"].get<double>());
  }
}

TEST_CASE("scheduling: three busy guests leave none of two processors idle, unless they are pinned") {
  for (const std::string policy : {"round_robin", "credit"}) {
    CAPTURE(policy);
    const json r = busy(3, {"--set", "scheduler.policy=" + policy, "--set", "platform.processors=2"});
    for (const json& p : r["processors"])
      CHECK(p["idle_cycles"].get<double>() < 0.001 * p["total_cycles"].get<double>());
    for (unsigned vm = 0; vm < 3; ++vm) CHECK(instructions(r, vm) > 0);
  }
  // The third waits until the first has ended, which is after the limit.
  CHECK(instructions(busy(3, {"--set", "scheduler.policy=pinned", "--set", "platform.processors=2"}), 2) ==
        0);
}

TEST_CASE("scheduling: every policy runs every guest to its end with the same output") {
  for (const std::string policy : {"pinned", "round_robin", "credit"})
    for (const std::string processors : {"1", "3"}) {
      CAPTURE(policy, processors);
      const json r =
          results_of({"run", "ports", "--set", "vms=3", "--set", "vm.placement=service-os", "--set",
                      "scheduler.policy=" + policy, "--set", "platform.processors=" + processors});
      for (const json& vm : r["vms"]) CHECK(vm["serial_sha256"] == r["vms"][0]["serial_sha256"]);
      check_that_figures_tile(r);
    }
}

TEST_CASE(
    "scheduling: beside a busy guest, one that ticks is served at once by credit and waits for its turn by "
    "round robin") {
  const temporary_folder folder;
  // The image's word that makes it halt between ticks, so that each tick wakes it.
  std::string halting = content_of(TRAPLINE_TEST_GUESTS "/../../guests/ticks/ticks.rom");
  halting.at(6) = 1;
  folder.file("ticks.rom", halting);
  const std::string toml = folder
                               .file("two.toml",
                                     "[costs]\nspread = \"none\"\n"
                                     "[[vm]]\nname = \"ticking\"\nguest = \"ticks\"\nrom = "
                                     "\"ticks.rom\"\nplacement = \"hypervisor\"\n"
                                     "[[vm]]\nname = \"busy\"\nrom = \"" TRAPLINE_TEST_GUESTS
                                     "/spin.rom\"\nmemory = \"1 MiB\"\nplacement = \"hypervisor\"\n")
                               .string();
  const auto ticks = [&](const std::string& policy) {
    const captured r = run_program(
        {"run", toml, "--quiet", "--json", "-", "--until", "2 s", "--set", "scheduler.policy=" + policy});
    REQUIRE(r.code == 3);
    return json::parse(r.out)["interrupts"][0];
  };
  const json boosted = ticks("credit"), in_turn = ticks("round_robin");
  // Within 20 us at 3.8 GHz, but where the boost has ended.
  CHECK(boosted["to_handler"]["cycles"]["p50"].get<double>() < 3.8e9 * 20e-6);
  CHECK(boosted["delivered"].get<double>() > 5 * in_turn["delivered"].get<double>());
}

TEST_CASE("scheduling: a guest that waits at each access has its turns beside an endless one") {
  const temporary_folder folder;
  const std::string toml =
      folder
          .file("two.toml",
                "[costs]\nspread = \"none\"\n"
                "[[vm]]\nname = \"asking\"\nguest = \"ports\"\nplacement = \"service-os\"\n"
                "[[vm]]\nname = \"busy\"\nguest = \"endless\"\nplacement = \"service-os\"\n")
          .string();
  for (const std::string policy : {"round_robin", "pinned", "credit"})
    for (const words& processors :
         {words{}, with(set("platform.processors", "2"), set("service_os.processor", "own"))}) {
      CAPTURE(policy, processors);
      const json r = results_of(with({"run", toml, "--until", "5 s", "--set", "scheduler.policy=" + policy,
                                      "--set", "scheduler.slice=10 ms"},
                                     processors));
      CHECK(r["vms"][0]["end"]["code"] == 0);
      // Pinned to one processor without a slice, the first goes on until it ends, and the run with it.
      const bool has_turns = policy != "pinned" || !processors.empty();
      CHECK((r["vms"][1]["instructions"].get<std::uint64_t>() > 1'000'000) == has_turns);
    }
}

TEST_CASE("scheduling: results are the same at two quanta on one processor, whatever the policy") {
  for (const std::string policy : {"pinned", "round_robin", "credit"}) {
    CAPTURE(policy);
    // Some sixty turns; guests that compute between their ticks are slow to simulate to their end.
    const words what{"run",     "ticks",
                     "--set",   "vms=3",
                     "--set",   "scheduler.policy=" + policy,
                     "--set",   "scheduler.slice=2 ms",
                     "--set",   "vm.placement=service-os",
                     "--until", "150 ms",
                     "--quiet", "--json",
                     "-"};
    const auto at_quantum = [&](const std::string& quantum) {
      const captured r = run_program(with(what, set("quantum", quantum)));
      REQUIRE(r.code == 3);
      json all = json::parse(r.out);
      all.erase("host");
      all.erase("scenario");
      return all;
    };
    const json one = at_quantum("37 us"), two = at_quantum("1 ms");
    CHECK(one["interrupts"][0]["delivered"].get<int>() > 10);
    const bool equal = one == two;
    CHECK(equal);
  }
}
