// Architectures of every kind in one table and one page: what it says is recomputed from the runs that it holds.
#include <cmath>
#include <map>
#include <vector>

#include "tests/support/browser.h"

using namespace trapline::testing;

namespace {

constexpr std::size_t seeds = 3;
constexpr double t_of_two_degrees = 4.30265;  ///< Student's t, 97.5 %

struct expected {
  double mean = 0, half_width = 0;
};

expected estimate(const std::vector<double>& values) {
  expected e;
  for (const double v : values) e.mean += v / static_cast<double>(values.size());
  double squares = 0;
  for (const double v : values) squares += (v - e.mean) * (v - e.mean);
  e.half_width = t_of_two_degrees * std::sqrt(squares / static_cast<double>((seeds - 1) * seeds));
  return e;
}

/// Mean cycles of a kind of operation in each of a column's runs; empty where a run has none.
std::vector<double> means_of(const json& all, std::size_t column, const json& row) {
  std::vector<double> means;
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    const json& run = all["runs"][column * seeds + seed];
    std::uint64_t count = 0, total = 0;
    const auto add = [&](const json& latency) {
      count += latency["count"].get<std::uint64_t>();
      total += latency["cycles"]["total"].get<std::uint64_t>();
    };
    if (row.contains("device"))
      for (const json& p : run["paths"])
        if (p["device"] == row["device"] && p["direction"] == row["direction"]) add(p);
    if (row.contains("source"))
      for (const json& i : run["interrupts"])
        if (i["source"] == row["source"]) add(i[row["leg"].get<std::string>()]);
    if (count > 0) means.push_back(static_cast<double>(total) / static_cast<double>(count));
  }
  if (means.size() != seeds) means.clear();
  return means;
}

}  // namespace

TEST_CASE(
    "compare: seven placements of three platforms are one table, right when it is recomputed from the runs") {
  const temporary_folder folder;
  const std::string page = (folder.path() / "page.html").string(),
                    data = (folder.path() / "data.json").string();
  const words places{"service-os", "xen-2005", "xen", "acrn", "user", "kvm", "native"};
  words arguments{"compare", "ports",  "--set", "costs.spread=profile", "--seeds", "3", "--quiet", "--html",
                  page,      "--json", data};
  for (const std::string& place : places) arguments = with(arguments, {"--place", place});
  REQUIRE(run_program(arguments).code == 0);
  const json all = json::parse(content_of(data));
  REQUIRE(all["runs"].size() == places.size() * seeds);
  CHECK(all["table"].size() > 10);
  for (const json& row : all["table"]) {
    if (row.contains("region")) continue;
    const std::vector<double> base = means_of(all, 0, row);
    for (std::size_t column = 0; column < places.size(); ++column) {
      const json& cell = row["placements"][column];
      CAPTURE(row.dump().substr(0, 60), places[column]);
      CHECK(cell["placement"] == places[column]);
      const std::vector<double> means = means_of(all, column, row);
      REQUIRE(cell.contains("mean") == !means.empty());
      if (means.empty()) continue;
      const expected e = estimate(means);
      CHECK(cell["mean"].get<double>() == Approx(e.mean).margin(0.001));
      CHECK(cell["ci95"].get<double>() == Approx(e.half_width).epsilon(1e-4).margin(0.001));
      if (column == 0 || base.empty()) continue;
      CHECK(cell["ratio"].get<double>() == Approx(estimate(base).mean / e.mean).margin(0.001));
      std::vector<double> differences;
      for (std::size_t seed = 0; seed < seeds; ++seed) differences.push_back(means[seed] - base[seed]);
      const expected difference = estimate(differences);
      if (std::abs(std::abs(difference.mean) - difference.half_width) > 0.01)
        CHECK(cell["significant"] == (std::abs(difference.mean) > difference.half_width));
    }
  }

  const captured shown = browse(page, (folder.path() / "browser").string());
  CHECK(shown.err.find(":CONSOLE") == std::string::npos);
  for (const std::string& place : places) CHECK(shown.out.find(">" + place + "<") != std::string::npos);
  for (const json& row : all["table"])
    for (std::size_t column = 0; column < places.size(); ++column) {
      const json& cell = row["placements"][column];
      if (!cell.contains("mean")) continue;
      const std::string figure = "data-value=\"" + cell["mean"].dump() + "\" data-column=\"compared.mean." +
                                 std::to_string(column) + "\"";
      const std::string whole = "data-value=\"" + std::to_string(cell["mean"].get<std::uint64_t>()) +
                                "\" data-column=\"compared.mean." + std::to_string(column) + "\"";
      CHECK((shown.out.find(figure) != std::string::npos || shown.out.find(whole) != std::string::npos));
    }
}
