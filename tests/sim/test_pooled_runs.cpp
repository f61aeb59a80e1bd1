// Runs of several seeds as one, against all of their operations put into one histogram.
#include <catch2/catch.hpp>

#include "sim/comparison/pooled_runs.h"
#include "sim/results/settings.h"
#include "tests/sim/sample_results.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

/// Accesses that take these cycles, each by one step, and the time that the run took.
results run_of(const std::vector<std::uint64_t>& took, std::uint64_t time_ns,
               const std::string& device = "pit") {
  run_statistics all{all_steps};
  for (const std::uint64_t v : took) {
    access_record a;
    a.add(204, step::device_model_hypervisor, cycles{v});
    all.path({"a", "hypervisor", device, direction::in}).accesses.fold(a);
  }
  results r;
  r.scenario = {{"seed", std::int64_t{1}}};
  r.time_ns = time_ns;
  r.processors = {{"cpu0", took.size(), 0, 0, 1, took.size() + 1}};
  r.take(all);
  return r;
}

}  // namespace

TEST_CASE("pooled runs: latencies are those of all operations together") {
  const results both = pooled({run_of({100, 200, 300}, 10), run_of({5000, 200}, 20)});
  const results whole = run_of({100, 200, 300, 5000, 200}, 0);
  REQUIRE(both.paths.size() == 1);
  CHECK(both.paths.front() == whole.paths.front());
}

TEST_CASE("pooled runs: what is counted is added up, a time is the mean, the configuration the first one's") {
  const results both = pooled({run_of({1, 2, 3}, 10), run_of({1}, 20)});
  CHECK(both.processors.front().guest == 4);
  CHECK(both.processors.front().total == 6);
  CHECK(both.time_ns == 15);
  CHECK(setting_of(both, "seed") == "1");
}

TEST_CASE("pooled runs: a row that only one of them has stays, in the order of the keys") {
  const results both = pooled({run_of({7}, 1, "uart"), run_of({8}, 1, "pit")});
  REQUIRE(both.paths.size() == 2);
  CHECK(both.paths[0].device == "pit");
  CHECK(both.paths[1].took.total == 7);
}

TEST_CASE("pooled runs: one is what it was") {
  const results one = sample_results("hypervisor");
  CHECK(pooled({one}) == one);
  results twice = pooled({one, one});
  CHECK(twice.paths.front().took.count == 2 * one.paths.front().took.count);
  CHECK(twice.paths.front().took.p99 == one.paths.front().took.p99);
}

TEST_CASE("pooled runs: what was installed and commanded is told as it happened in the first of them") {
  results one = run_of({1}, 1);
  install_result pit;
  pit.device = "pit";
  for (const std::uint64_t begin : {5, 9}) {
    pit.begin_ns = begin;
    one.installs.push_back(pit);
  }
  results other = one;
  other.installs.front().begin_ns = 100;
  one.commands = {{5, "place a pit hypervisor", "scenario", "done", ""},
                  {9, "place a pit hypervisor", "scenario", "done", ""}};
  other.commands = {one.commands.front()};
  CHECK(pooled({one, other}).installs == one.installs);
  CHECK(pooled({one, other}).commands == one.commands);
}
