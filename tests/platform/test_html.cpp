// The pages that --html writes, as a browser shows them.
#include <cmath>
#include <map>
#include <regex>

#include "platform/pages/base64.h"
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

TEST_CASE("html: bytes as text are RFC 4648's") {
  CHECK(trapline::pages::base64_of("").empty());
  CHECK(trapline::pages::base64_of("f") == "Zg==");
  CHECK(trapline::pages::base64_of("fo") == "Zm8=");
  CHECK(trapline::pages::base64_of("foobar") == "Zm9vYmFy");
  CHECK(trapline::pages::base64_of({"\xfb\xff\x00", 3}) == "+/8A");
}

TEST_CASE("html: a run's page has the screen, as --screen writes it") {
  const temporary_folder folder;
  const std::string screen = (folder.path() / "screen.png").string();
  const shown_page page = page_of({"run", "screen", "--screen", screen});
  CHECK(page.dom.find("data:image/png;base64," + trapline::pages::base64_of(content_of(screen))) !=
        std::string::npos);
  CHECK(page_of({"run", "ticks"}).dom.find("data:image/png;base64,iVBOR") == std::string::npos);
}

TEST_CASE("html: a comparison's page has every run's figures and the summary's sentences") {
  const shown_page page = page_of({"compare", "ticks", "--place", "service-os", "--place", "patent"});
  check_figures(page.dom, page.data["runs"]);
  for (const json& sentence : page.data["summary"])
    CHECK(page.dom.find(sentence.get<std::string>()) != std::string::npos);
}

TEST_CASE("html: what was said to the control panel has a table, where something was") {
  const std::string title = "Commands to the control panel";
  const shown_page page = page_of({"run", "install"});
  auto figures = figures_in(page.dom);
  REQUIRE(page.data["commands"].size() == 1);
  CHECK(take(figures, "time_ns", page.data["commands"][0]["time_ns"]));
  CHECK(page.dom.find(title + "</h2>") != std::string::npos);
  CHECK(page.dom.find("<td>install a pit hypervisor</td>") != std::string::npos);
  CHECK(page_of({"run", "ticks"}).dom.find(title + "</h2>") == std::string::npos);
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

TEST_CASE("html: over several seeds it has means with their confidence, not a figure a seed") {
  const shown_page page =
      page_of({"compare", "ticks", "--place", "service-os", "--place", "patent", "--seeds", "3"});
  auto figures = figures_in(page.dom);
  for (const json& row : page.data["table"])
    for (std::size_t column = 0; column < 2; ++column) {
      const json& cell = row["placements"][column];
      if (!cell.contains("mean")) continue;
      CAPTURE(row);
      CHECK(take(figures, "compared.mean." + std::to_string(column), cell["mean"]));
      CHECK(take(figures, "compared.ci95." + std::to_string(column), cell["ci95"]));
    }
  CHECK(page.data["runs"].size() == 6);
  // What stands for a column is of its three runs together.
  for (std::size_t column = 0; column < 2; ++column)
    for (const json& p : page.data["runs"][3 * column]["paths"]) {
      std::uint64_t count = 0;
      for (std::size_t seed = 0; seed < 3; ++seed)
        for (const json& other : page.data["runs"][3 * column + seed]["paths"])
          if (other["device"] == p["device"] && other["direction"] == p["direction"])
            count += other["count"].get<std::uint64_t>();
      CHECK(take(figures, "count", count));
    }
  CHECK(page.dom.find("Each column was run with 3 seeds") != std::string::npos);
}

TEST_CASE("html: who had the processors over time adds up to who had them") {
  const temporary_folder folder;
  const std::string page = (folder.path() / "page.html").string();
  REQUIRE(run_program({"run", "firmware", "--quiet", "--html", page}).code == 0);
  const std::string text = content_of(page), begin = "<script type=\"application/json\" id=\"data\">";
  const std::size_t at = text.find(begin) + begin.size();
  const json data = json::parse(text.substr(at, text.find("</script>", at) - at));
  const words holders{"guest_cycles", "monitor_cycles", "service_os_cycles", "idle_cycles"};
  for (std::size_t cpu = 0; cpu < data["processors"].size(); ++cpu) {
    const json& stretches = data["over_time"][cpu];
    CHECK(stretches.size() > 32);
    for (std::size_t n = 0; n < holders.size(); ++n) {
      std::uint64_t sum = 0;
      for (const json& stretch : stretches) sum += stretch[n].get<std::uint64_t>();
      // A guest's last instruction may end within a cycle.
      CHECK(std::abs(static_cast<double>(sum) - data["processors"][cpu][holders[n]].get<double>()) <= 2);
    }
  }
}
