// Loops in which a guest only waits, left out or executed: every shipped scenario gives the same bytes.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tests/support/trapline_program.h"

using namespace trapline::testing;
namespace fs = std::filesystem;

namespace {

words shipped_scenarios() {
  words all;
  for (const auto& entry : fs::directory_iterator{TRAPLINE_SOURCE_DIR "/platform/scenarios"})
    if (entry.path().extension() == ".toml") all.push_back(entry.path().stem().string());
  std::ranges::sort(all);
  return all;
}

/// How it ended, and all results but the host's.
std::string outcome(const words& what) {
  const captured r = run_program(with(what, {"--quiet", "--json", "-"}));
  CAPTURE(what, r.err);
  REQUIRE((r.code == 0 || r.code == 1 || r.code == 3));
  json all = json::parse(r.out);
  all.erase("host");
  return std::to_string(r.code) + all.dump(1);
}

void check_same(const words& what) {
  CAPTURE(what);
  // Not CHECK on the texts: they are long.
  const bool same = outcome(what) == outcome(with(what, {"--no-wait-skipping"}));
  CHECK(same);
}

}  // namespace

TEST_CASE("wait skipping: every shipped scenario gives the same results with it and without") {
  for (const std::string& scenario : shipped_scenarios()) {
    if (run_program({"show", scenario}).code != 0) {
      WARN("skipped: what " + scenario + " needs is missing; ./scripts/get-guests fetches guests");
      continue;
    }
    check_same({"run", scenario});
  }
}

TEST_CASE("wait skipping: at every quantum, on every number of threads, cut short") {
  const std::string usual =
      outcome({"run", "ticks", "--set", "vms=4", "--set", "platform.processors=3", "--no-wait-skipping"});
  for (const std::string threads : {"1", "3"}) {
    const bool same = outcome({"run", "ticks", "--set", "vms=4", "--set", "platform.processors=3",
                               "--threads", threads}) == usual;
    CHECK(same);
  }
  for (const std::string quantum : {"1 us", "7 us", "100 us", "10 ms"})
    check_same(with({"run", "ticks", "--until", "73456 us"}, set("quantum", quantum)));
  for (const std::string platform : {"native", "hybrid", "hosted"})
    check_same(with({"run", "ticks", "--set", "vms=1"}, set("platform.kind", platform)));
}

TEST_CASE("wait skipping: a run tells of each step what it tells without") {
  const temporary_folder folder;
  std::string told[2];
  for (const bool skip : {false, true}) {
    if (!skip) ::setenv("TRAPLINE_NO_WAIT_SKIPPING", "1", 1);
    const std::string file = (folder.path() / "steps.vcd").string();
    CHECK(run_program({"run", "ticks", "--quiet", "--until", "50 ms", "--vcd", file}).code == 3);
    told[skip] = run_program({"trace", "ticks", "--interrupts", "--count", "200"}).out + content_of(file);
    ::unsetenv("TRAPLINE_NO_WAIT_SKIPPING");
  }
  CHECK(told[0].size() > 10'000);
  const bool same = told[0] == told[1];
  CHECK(same);
}
