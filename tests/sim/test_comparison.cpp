// Architectures side by side: figures recomputed from the runs that they were made of.
#include <catch2/catch.hpp>

#include <cmath>
#include <sstream>

#include <nlohmann/json.hpp>

#include "sim/comparison/comparison.h"
#include "tests/sim/sample_results.h"

using namespace trapline;
using namespace trapline::testing;
using Catch::Matchers::Contains;
using json = nlohmann::ordered_json;

namespace {

/// Accesses to the PIT, one a value.
results run_of(const std::vector<std::uint64_t>& took, const std::string& vm = "a") {
  results r = sample_results("hypervisor");
  histogram h;
  for (const std::uint64_t v : took) h.add(cycles{v});
  r.paths = {{vm, "hypervisor", "pit", direction::in, figures_of(h), {}}};
  r.interrupts.clear();
  return r;
}

comparison two(const std::string& first, const std::string& second) {
  return comparison{{{first, {sample_results(first)}}, {second, {sample_results(second)}}}};
}

const compared_cell& pit(const comparison& c, std::size_t column) { return *c.table().front().cells[column]; }

}  // namespace

TEST_CASE("comparison: a sentence says what moving bought") {
  const comparison c = two("service_os", "hypervisor");
  CHECK(c.moved(1) == std::vector<std::string>{"pit"});
  CHECK(c.summary(1).front() ==
        "Moving pit into the hypervisor cut the mean IN/OUT of those from 44,935 to 8,135 cycles (5.5 x).");
}

TEST_CASE("comparison: the other way round it says what moving cost") {
  const std::string said = two("hypervisor", "service_os").summary(1).front();
  CHECK_THAT(said, Contains("Moving pit into the service OS raised") && Contains("5.5 x as much"));
}

TEST_CASE("comparison: a row a device and direction, with the ratio to the base") {
  const comparison c = two("service_os", "hypervisor");
  const json all = to_json(c);
  CHECK(all["schema"] == "trapline.compare/1");
  CHECK(all["base"] == "service_os");
  REQUIRE(all["runs"].size() == 2);
  CHECK(all["runs"][1]["scenario"]["label"] == "hypervisor");
  const json& row = all["table"][0];
  CHECK(row["device"] == "pit");
  CHECK(row["placements"][0]["path"] == "service_os");
  CHECK(row["placements"][1]["mean"] == 8135.0);
  CHECK(row["placements"][1]["ratio"] == Approx(5.524).margin(0.001));
  CHECK_FALSE(row["placements"][0].contains("ratio"));
  const std::string text = text_report(c);
  CHECK_THAT(text, Contains("5.52 x"));
  CHECK_THAT(text, Contains("switch_to_service_os") && Contains("device_model_hypervisor"));
  CHECK_THAT(text, Contains("44,935"));
}

TEST_CASE("comparison: interrupts stand beside accesses, to the handler, to the end and as a story") {
  std::vector<std::string> legs;
  const json all = to_json(two("service_os", "hypervisor"));
  for (const json& row : all["table"])
    if (row.contains("source")) legs.push_back(row["leg"]);
  CHECK(legs == std::vector<std::string>{"story", "to_eoi", "to_handler"});
}

TEST_CASE("comparison: with another base the others are compared with that") {
  const comparison c{
      {{"service_os", {sample_results("service_os")}}, {"hypervisor", {sample_results("hypervisor")}}}, 1};
  CHECK_FALSE(pit(c, 1).against_base);
  CHECK(pit(c, 0).against_base->ratio == Approx(8135.0 / 44935.0));
  CHECK_THAT(c.summary(0).front(), Contains("raised"));
}

TEST_CASE("comparison: quantiles are of all virtual machines and seeds together") {
  results both = run_of(std::vector<std::uint64_t>(90, 100));
  both.paths.push_back(run_of(std::vector<std::uint64_t>(10, 9000), "b").paths.front());
  const comparison c{{{"x", {both}}, {"y", {run_of({100})}}}};
  CHECK(pit(c, 0).count == 100);
  CHECK(pit(c, 0).mean.mean == Approx((90 * 100 + 10 * 9000) / 100.0));
  CHECK(pit(c, 0).p50 == 100);
  CHECK(pit(c, 0).p99 == Approx(9000).epsilon(0.01));
}

TEST_CASE("comparison: over seeds a mean has an interval, and a difference is told from none or not") {
  const std::vector<results> base{run_of({100}), run_of({120}), run_of({140})};
  const std::vector<results> slower{run_of({111}), run_of({130}), run_of({152})};
  const std::vector<results> as_fast{run_of({140}), run_of({100}), run_of({121})};
  const comparison c{{{"base", base}, {"slower", slower}, {"as fast", as_fast}}};
  CHECK(pit(c, 0).mean.mean == Approx(120));
  CHECK(pit(c, 0).mean.half_width == Approx(4.3027 * 20 / std::sqrt(3.0)).epsilon(1e-4));
  // Seed by seed 11, 10 and 12 more: told apart, though the two intervals overlap.
  CHECK(pit(c, 1).against_base->significant == true);
  CHECK(pit(c, 2).against_base->significant == false);
  CHECK_THAT(text_report(c), Contains(" ~"));
}

TEST_CASE("comparison: machines with other clocks are compared in time, not in cycles") {
  results fast = run_of({1000});
  fast.profile.clock_hz = 2 * sample_results("hypervisor").profile.clock_hz;
  const comparison c{{{"slow", {run_of({1000})}}, {"fast", {fast}}}};
  CHECK_FALSE(c.has_one_clock());
  CHECK(pit(c, 1).against_base->ratio == Approx(2));
  CHECK_THAT(text_report(c), Contains("microseconds"));
}

TEST_CASE("comparison: what the guest marks as its work is compared as such") {
  results before = run_of({100}), after = run_of({50});
  before.vms[0].region = region_result{1'000'000, 3'000'000};
  after.vms[0].region = region_result{2'000'000, 3'500'000};
  const comparison c{{{"before", {before}}, {"after", {after}}}};
  REQUIRE(c.regions().size() == 1);
  CHECK(c.regions()[0].cells[1]->ns.mean == 1'500'000);
  std::string said;
  for (const std::string& s : c.summary(1)) said += s;
  CHECK_THAT(said, Contains("took 25 % less time: 2.000 and 1.500 ms"));
}

TEST_CASE("comparison: a guest that asks more often is said to, beside what an access takes") {
  const comparison c{
      {{"before", {run_of({1000, 1000})}}, {"after", {run_of(std::vector<std::uint64_t>(24, 100))}}}};
  std::string said;
  for (const std::string& s : c.summary(1)) said += s + " ";
  CHECK_THAT(said, Contains("12.00 times as many"));
  CHECK_THAT(said, Contains("together took 20 % more time"));
}

TEST_CASE("comparison: any number of columns with labels of any length fits into 100 columns of text") {
  std::vector<compared_column> columns;
  for (int i = 0; i < 30; ++i) {
    results r = sample_results(i % 2 == 0 ? "service_os" : "hypervisor");
    r.scenario.push_back({"platform.profile", std::string{"a profile by a name of any length"}});
    for (path_result& p : r.paths) p.took.total *= 1000;
    std::string label = "number " + std::to_string(i);
    for (int device = 0; device < i; ++device) label += ",device" + std::to_string(device) + "=hypervisor";
    columns.push_back({label, {r, r}});
  }
  const std::string text = text_report(comparison{columns});
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    CHECK(line.size() <= 100);
  }
  // The last label whole, over as many lines as it takes.
  std::string unbroken = text;
  std::erase_if(unbroken, [](char c) { return c == ' ' || c == '\n'; });
  CHECK_THAT(unbroken, Contains("number29,device0=hypervisor,device1=") && Contains("device28=hypervisor"));
}

TEST_CASE("comparison: the costs of each profile are told once") {
  std::vector<compared_column> columns;
  for (const char* profile : {"one", "other", "one"}) {
    results r = sample_results("service_os");
    r.profile.name = profile;
    columns.push_back({"column " + std::to_string(columns.size()), {r}});
  }
  const std::string text = text_report(comparison{columns});
  CHECK_THAT(text, Contains("profile one, ") && Contains("profile other, "));
  CHECK(text.find("profile one, ") == text.rfind("profile one, "));
}

TEST_CASE("comparison: output that differs between runs is pointed out") {
  std::vector<results> runs{sample_results("service_os"), sample_results("hypervisor")};
  const auto report = [&] { return text_report(comparison{{{"x", {runs[0]}}, {"y", {runs[1]}}}}); };
  CHECK_THAT(report(), !Contains("is not the same in all runs"));
  runs[1].vms[0].serial_sha256 = "other";
  CHECK_THAT(report(), Contains("is not the same in all runs"));
}
