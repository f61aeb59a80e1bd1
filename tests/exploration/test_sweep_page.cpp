// The page that `trapline sweep --html` writes, as a browser shows it.
#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "tests/support/browser.h"

using namespace trapline::testing;

TEST_CASE("sweep page: every combination's work stands in it, with the settings' effects and the front") {
  const temporary_folder folder;
  const auto at = [&](const std::string& name) { return (folder.path() / name).string(); };
  folder.file(
      "s.toml",
      "[platform]\nkind = \"hybrid\"\n[[vm]]\nname = \"a\"\nguest = \"hello\"\nrom = \"" TRAPLINE_TEST_GUESTS
      "/region.rom\"\n");
  folder.file("sweep.toml",
              "[sweep]\nscenario = \"s.toml\"\nfrom = \"region\"\nseeds = 2\n[grid]\n\"vm.placement\" = "
              "[\"service-os\", \"<b>&\", \"xen\"]\n\"service_os.background\" = [0.0, 0.3]\n");
  REQUIRE(run_program(
              {"sweep", at("sweep.toml"), "--into", at("out"), "--csv", at("csv"), "--html", at("page.html")})
              .code == 1);
  const captured shown = browse(at("page.html"), at("browser"));
  CAPTURE(shown.err);
  CHECK(shown.err.find(":CONSOLE") == std::string::npos);
  CHECK(shown.out.find("data-ready=\"yes\"") != std::string::npos);
  // What a setting says is no part of the page's language.
  CHECK(shown.out.find("&lt;b&gt;&amp;") != std::string::npos);

  // The page's means are those of the table's lines.
  std::map<std::string, std::vector<double>> work;
  std::istringstream csv{content_of(at("csv"))};
  std::string line, field;
  std::getline(csv, line);
  std::vector<std::string> names;
  for (std::istringstream head{line}; std::getline(head, field, ',');) names.push_back(field);
  const auto work_at = static_cast<std::size_t>(std::ranges::find(names, "work_ns") - names.begin());
  while (std::getline(csv, line)) {
    std::vector<std::string> fields;
    for (std::istringstream one{line}; std::getline(one, field, ',');) fields.push_back(field);
    if (fields.size() > work_at && !fields[work_at].empty())
      work[fields[1] + fields[2]].push_back(std::stod(fields[work_at]));
  }
  REQUIRE(work.size() == 4);
  for (const auto& [combination, of_seeds] : work) {
    REQUIRE(of_seeds.size() == 2);
    const double mean = (of_seeds[0] + of_seeds[1]) / 2 / 1e6;
    CAPTURE(combination, mean);
    bool found = false;
    const std::string mark = "data-column=\"work_ms\"";
    for (std::size_t i = shown.out.find(mark); i != std::string::npos; i = shown.out.find(mark, i + 1)) {
      const std::size_t value = shown.out.rfind("data-value=\"", i) + 12;
      found = found || std::abs(std::stod(shown.out.substr(value)) - mean) < 1e-9 * mean;
    }
    CHECK(found);
  }
  for (const char* id : {"sensitivity", "multiples", "front", "points", "failed"})
    CHECK(shown.out.find("<section id=\"" + std::string{id} + "\"") != std::string::npos);
}
