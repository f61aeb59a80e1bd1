// trapline sweep with from = "region", by the program itself.
#include "tests/support/trapline_program.h"

#include <filesystem>
#include <set>
#include <sstream>

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

struct region_sweep {
  /// @param guest the test guest's name
  explicit region_sweep(const std::string& guest = "region") {
    folder.file("s.toml",
                "[platform]\nkind = \"hybrid\"\n[[vm]]\nname = \"a\"\nguest = \"hello\"\nrom = "
                "\"" TRAPLINE_TEST_GUESTS "/" +
                    guest + ".rom\"\n");
  }
  captured run(const std::string& rest, const std::string& from = "region", const std::string& into = "out",
               const words& more = {}) const {
    folder.file("sweep.toml", "[sweep]\nscenario = \"s.toml\"\nfrom = \"" + from + "\"\n" + rest);
    return run_program(
        with({"sweep", at("sweep.toml"), "--into", at(into), "--csv", at(into + ".csv")}, more));
  }
  std::string at(const std::string& name) const { return (folder.path() / name).string(); }
  /// The table's lines without the points' names, which say how they were made.
  words lines(const std::string& into = "out") const {
    std::istringstream csv{content_of(at(into + ".csv"))};
    words all;
    for (std::string line; std::getline(csv, line);) all.push_back(line.substr(line.find(',')));
    return all;
  }
  temporary_folder folder;
};

const char* const grid =
    "[grid]\n\"vm.placement\" = [\"service-os\", \"xen\"]\n\"service_os.background\" = [0.0, 0.4]\n";

}  // namespace

TEST_CASE("sweep from a region: a row a point, computed once; a task of a cluster makes the same") {
  const region_sweep s;
  const captured first = s.run(grid);
  CAPTURE(first.err);
  // The test guest's text is not the one that the guest's description expects.
  CHECK(first.code == 0);
  CHECK_THAT(first.out, Contains("4 of 4 points"));
  const words lines = s.lines();
  REQUIRE(lines.size() == 5);
  CHECK_THAT(lines[1], Catch::StartsWith(",service-os,0,1,exit,"));
  CHECK(std::set<std::string>(lines.begin(), lines.end()).size() == 5);
  CHECK_THAT(s.run(grid).out, Contains("4 of 4 points"));
  CHECK(s.lines() == lines);

  CHECK(s.run(grid, "region", "tasks", {"--export"}).code == 0);
  for (const char* task : {"0", "1", "2", "3"})
    CHECK(run_program({"sweep", s.at("sweep.toml"), "--into", s.at("tasks"), "--task", task}).code == 0);
  s.run(grid, "region", "tasks");
  CHECK(s.lines("tasks") == lines);
}

TEST_CASE("sweep from a region: what acts only before is refused with the reason before anything runs") {
  const region_sweep s;
  const auto refusal = [&](const std::string& rest) {
    const captured r = s.run(rest);
    CAPTURE(rest, r.err);
    CHECK(r.code == 2);
    CHECK_FALSE(std::filesystem::exists(s.at("out")));
    return r.err;
  };
  CHECK_THAT(refusal("[grid]\nvms = [1, 2]\n"),
             Contains("vms: acts only before") && Contains("made at power-on"));
  CHECK_THAT(refusal("[grid]\n\"vm.memory\" = [\"1 MiB\", \"2 MiB\"]\n"),
             Contains("the guest has started with it"));
  CHECK_THAT(refusal("[grid]\n\"vm.a.rom\" = [\"x\"]\n"), Contains("vm.a.rom: acts only before"));
  CHECK_THAT(refusal("[grid]\n\"platform.processors\" = [2]\n"), Contains("power-on"));
  CHECK_THAT(refusal("[grid]\n\"scheduler.policy\" = [\"round_robin\", \"pinned\"]\n"),
             Contains("processor from power-on"));
  CHECK_THAT(refusal("[grid]\n\"vm.tick_policy\" = [\"delay\", \"delay_for_missed_ticks\"]\n"),
             Contains("kept from power-on"));
  CHECK_THAT(refusal("[grid]\n\"platform.profile\" = [\"prescott-2005\", \"skylake-2017\"]\n"),
             Contains("3800 MHz, not 2500"));
  CHECK_THAT(s.run("", "somewhere").err, Contains("\"start\", \"region\" or a time"));
}

TEST_CASE("sweep from a region: a guest that marks none leaves rows that say so") {
  const region_sweep s{"region-none"};
  const captured r = s.run(grid);
  CHECK(r.code == 1);
  REQUIRE(s.lines().size() == 5);
  CHECK_THAT(s.lines()[1], Contains("no guest has marked a region of interest before its end"));
}

TEST_CASE("sweep from a time: points part there") {
  const region_sweep s;
  CHECK(s.run(grid, "30 ms", "time").code == 0);
  CHECK(s.lines("time").size() == 5);
  CHECK(s.run(grid, "100 s", "late").code == 1);
  CHECK_THAT(s.lines("late")[1], Contains("the machine has not run so long"));
}
