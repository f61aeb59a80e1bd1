// trapline advise, by the program itself: the answers for shipped scenarios.
#include "tests/support/trapline_program.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

using namespace trapline::testing;

namespace {

using models = std::set<std::string>;

json advice_for(const words& arguments) { return results_of(with({"advise", "--seeds", "1"}, arguments)); }

models best_of(const json& advice) { return advice["best"]["models"].get<models>(); }

/// A table of a sweep, column by column.
std::map<std::string, words> columns_of(const std::string& csv) {
  std::istringstream lines{csv};
  std::map<std::string, words> all;
  words names;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields{line};
    words row;
    for (std::string field; std::getline(fields, field, ',');) row.push_back(field);
    if (names.empty()) {
      names = row;
      continue;
    }
    for (std::size_t i = 0; i < row.size(); ++i) all[names[i]].push_back(row[i]);
  }
  return all;
}

bool images_are_there(const std::string& scenario) {
  const bool there = run_program({"show", scenario}).code == 0;
  if (!there)
    WARN("skipped: the images of " << scenario << " are missing; ./scripts/get-guests fetches them");
  return there;
}

}  // namespace

TEST_CASE("advice: for linux-pit it names the set that a sweep over all sets finds best") {
  if (!images_are_there("linux-pit")) return;
  const json advice = advice_for({"linux-pit"});
  CHECK(advice["search"] == "exhaustive");
  CHECK(advice["work"] == "region");
  CHECK(best_of(advice) == models{"pic", "pit", "post", "uart"});
  CHECK(advice["best"]["gain"].get<double>() > 0.04);

  const temporary_folder folder;
  std::string sweep = "[sweep]\nscenario = \"linux-pit\"\nfrom = \"region\"\n[grid]\n";
  words considered;
  for (const json& d : advice["devices"])
    if (d["considered"].get<bool>()) considered.push_back(d["device"]);
  REQUIRE(considered.size() >= 4);
  for (const std::string& device : considered)
    sweep += "\"vm.place." + device + "\" = [\"service_os\", \"hypervisor\"]\n";
  const auto file = folder.file("sweep.toml", sweep);
  const captured swept = run_program({"sweep", file.string(), "--into", (folder.path() / "out").string(),
                                      "--csv", "-", "--quiet", "--set", "vm.placement=service-os"});
  REQUIRE(swept.code == 0);
  auto table = columns_of(swept.out);
  const words& work = table["work_ns"];
  REQUIRE(work.size() == std::size_t{1} << considered.size());
  REQUIRE(advice["sets"].size() == work.size());
  const auto number = [](const std::string& text) { return std::stod(text); };
  const std::size_t best =
      static_cast<std::size_t>(std::ranges::min_element(work, {}, number) - work.begin());
  models names;
  for (const std::string& device : considered)
    if (table["vm.place." + device][best] == "hypervisor") names.insert(device);
  CHECK(best_of(advice) == names);
  CHECK(advice["best"]["work_ns"].get<double>() == Approx(number(work[best])));
}

TEST_CASE(
    "advice: two Linuxes that tell the time by ticks want the timer, the interrupt controllers and the port "
    "of delays") {
  if (!images_are_there("linux-clock")) return;
  const json advice = advice_for({"linux-clock"});
  CHECK(advice["work"] == "region");
  CHECK(best_of(advice) == models{"pic", "pit", "post"});
}

TEST_CASE("advice: firmware asks for what SeaBIOS reads its tables from, and for the screen") {
  const json advice = advice_for({"firmware", "--budget", "48 KiB"});
  CHECK(advice["search"] == "greedy");
  CHECK(advice["work"] == "awake");
  CHECK(best_of(advice) == models{"debug", "fw_cfg", "post", "vga"});
  CHECK(advice["best"]["bytes"] <= 48 * 1024);
}

TEST_CASE(
    "advice: many machines that use clock and timer want both; the serial line is not worth its bytes") {
  const json advice = advice_for({"many"});
  CHECK(best_of(advice) == models{"pit", "rtc"});
  // Two machines wait for one service OS: what one of them gains by not waiting, the other one does not lose.
  CHECK(advice["best"]["gain"].get<double>() > 0.1);
  CHECK(advice["best"]["gain"].get<double>() < advice["best"]["first_order_gain"].get<double>());
}
