// The pages that --html writes, as a browser shows them.
#include <map>
#include <regex>

#include "tests/support/browser.h"

using namespace trapline::testing;

namespace {

/// Column and value of every figure in the page's tables, with how often it stands there.
std::map<std::pair<std::string, double>, int> figures_in(const std::string& dom) {
  static const std::regex cell{R"re(data-value="([^"]*)" data-column="([^"]+)")re"};
  std::map<std::pair<std::string, double>, int> all;
  for (std::sregex_iterator i{dom.begin(), dom.end(), cell}, end; i != end; ++i)
    ++all[{(*i)[2].str(), std::stod((*i)[1].str())}];
  return all;
}

/// Takes one away. @return whether it was there.
bool take(std::map<std::pair<std::string, double>, int>& from, const std::string& column, const json& value) {
  int& n = from[{column, value.get<double>()}];
  return n-- > 0;
}

struct shown_page {
  std::string dom;
  json data;
};

shown_page page_of(words arguments) {
  const temporary_folder folder;
  const std::string page = (folder.path() / "page.html").string();
  const std::string data = (folder.path() / "data.json").string();
  arguments.insert(arguments.end(), {"--quiet", "--html", page, "--json", data});
  REQUIRE(run_program(arguments).code == 0);
  const captured shown = browse(page, (folder.path() / "browser").string());
  CAPTURE(shown.err);
  CHECK(shown.err.find(":CONSOLE") == std::string::npos);
  CHECK(shown.out.find("data-ready=\"yes\"") != std::string::npos);
  return {shown.out, json::parse(content_of(data))};
}

void check_figures(const std::string& dom, const json& runs) {
  auto figures = figures_in(dom);
  for (const json& r : runs) {
    for (const json& p : r["paths"]) {
      CAPTURE(p["device"]);
      CHECK(take(figures, "count", p["count"]));
      for (const char* key : {"min", "mean", "p50", "p95", "p99", "p999", "max"})
        CHECK(take(figures, key, p["cycles"][key]));
      CHECK(take(figures, "mean_ns", p["ns"]["mean"]));
      for (const json& s : p["steps"]) CHECK(take(figures, "total", s["cycles"]["total"]));
    }
    for (const json& i : r["interrupts"]) {
      CHECK(take(figures, "delivered", i["delivered"]));
      CHECK(take(figures, "to_handler.mean", i["to_handler"]["cycles"]["mean"]));
    }
    for (const json& p : r["processors"])
      for (const char* key : {"guest_cycles", "monitor_cycles", "service_os_cycles", "idle_cycles"})
        CHECK(take(figures, key, p[key]));
  }
}

}  // namespace

TEST_CASE("html: a run's page shows in a browser what the JSON says, and asks for nothing else") {
  const shown_page page = page_of({"run", "firmware"});
  check_figures(page.dom, json::array({page.data}));
  for (const auto& [key, value] : page.data["scenario"].items())
    CHECK(page.dom.find("<td>" + key + "</td>") != std::string::npos);
  CHECK(page.dom.find("http://www.w3.org/2000/svg") != std::string::npos);
}

TEST_CASE("html: a comparison's page has every run's figures and the summary's sentences") {
  const shown_page page = page_of({"compare", "ticks", "--place", "service-os", "--place", "patent"});
  check_figures(page.dom, page.data["runs"]);
  for (const json& sentence : page.data["summary"])
    CHECK(page.dom.find(sentence.get<std::string>()) != std::string::npos);
}

TEST_CASE("html: what a scenario's texts say is no part of the page's language") {
  const temporary_folder folder;
  const std::string page = (folder.path() / "page.html").string();
  const std::string image = content_of(TRAPLINE_TEST_GUESTS "/../../guests/hello/hello.rom");
  folder.file("<b>&\"'.rom", image);
  REQUIRE(run_program({"run", "hello", "--set", "vm.rom=" + (folder.path() / "<b>&\"'.rom").string(),
                       "--html", page, "--quiet"})
              .code == 0);
  const captured shown = browse(page, (folder.path() / "browser").string());
  CHECK(shown.err.find(":CONSOLE") == std::string::npos);
  CHECK(shown.out.find("<td>&lt;b&gt;&amp;\"'.rom</td>") != std::string::npos);
}
