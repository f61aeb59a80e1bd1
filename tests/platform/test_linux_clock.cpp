// Linux's clock, which counts ticks, in two VMs that share a processor with a busy one: what it shows and
// what the results say of it. Needs the images of scripts/get-guests.
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;

namespace {

/// Between the readings of the clock and the marks of the region lie a few system calls.
constexpr double reading_ns = 100e3;
/// 4773 clocks of 13125000/11 Hz: 250 ticks a second.
constexpr double period_ns = 4773 * 11e9 / 13'125'000;

struct clock_error {
  double late_ns;   ///< the region's length less what Linux's clock went in it
  double drift_ns;  ///< as the results have it
  double raised, delivered, merged, dropped, pending;
};

double advance_in(const std::string& console) {
  const std::string before = "clock advanced ";
  const auto at = console.find(before);
  REQUIRE(at != std::string::npos);
  return std::stod(console.substr(at + before.size()));
}

/// Of both Linuxes.
std::vector<clock_error> errors_under(const std::string& policy) {
  const temporary_folder folder;
  const std::string serial = (folder.path() / "serial").string();
  const json r = results_of(with({"run", "linux-clock", "--serial", serial}, set("vm.tick_policy", policy)));
  check_that_figures_tile(r);
  std::vector<clock_error> all;
  for (const json& vm : r["vms"]) {
    if (vm["guest"] != "linux-clock") continue;
    const std::string name = vm["name"];
    const double took = vm["region"]["end_ns"].get<double>() - vm["region"]["begin_ns"].get<double>();
    const double advance = advance_in(content_of(all.empty() ? serial : serial + "." + name));
    for (const json& i : r["interrupts"])
      if (i["vm"] == name && i["source"] == "pit")
        all.push_back({took - advance, i["drift_ns"], i["raised"], i["delivered"], i["merged"], i["dropped"],
                       i["pending"]});
  }
  REQUIRE(all.size() == 2);
  return all;
}

std::string ms_text(double ns) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", ns / 1e6);
  const bool negative = text[0] == '-' && std::string{text} != "-0.00";
  return (negative ? "\u2212" : "") + std::string{text + (text[0] == '-' ? 1 : 0)};
}

/// The table of docs/sharing.md says of the first Linux what it is.
void check_page(const std::string& policy, const clock_error& first) {
  const std::string page = content_of(TRAPLINE_SOURCE_DIR "/docs/sharing.md");
  const auto row = page.find("\n| `" + policy + "`");
  REQUIRE(row != std::string::npos);
  const std::string expected = ms_text(std::abs(first.late_ns)) + " ms " +
                               (first.late_ns < 0 ? "early" : "late") + ", " + ms_text(first.drift_ns);
  CHECK_THAT(page.substr(row, page.find('\n', row + 1) - row), Catch::Matchers::Contains(expected));
}

bool images_are_there() {
  const bool there = run_program({"show", "linux-clock"}).code == 0;
  if (!there) WARN("skipped: the images of guest linux-clock are missing; ./scripts/get-guests fetches them");
  return there;
}

}  // namespace

TEST_CASE("linux-clock: beside a busy loop it is right under the policies that promise it") {
  if (!images_are_there()) return;
  for (const std::string policy : {"no_delay_for_missed_ticks", "delay_for_missed_ticks"}) {
    const std::vector<clock_error> errors = errors_under(policy);
    check_page(policy, errors.front());
    for (const clock_error& e : errors) {
      CAPTURE(policy, e.late_ns, e.drift_ns);
      CHECK(e.delivered > 100);
      CHECK(e.merged + e.dropped == 0);
      // A clock that stood still while its guest was away is right again once the ticks of that absence are
      // taken: it may be late by the last one, of two turns of 10 ms.
      const double absence_ns = policy == "delay_for_missed_ticks" ? 20e6 : 0;
      CHECK(std::abs(e.late_ns) < absence_ns + e.pending * period_ns + reading_ns);
      CHECK(e.late_ns == Approx(e.drift_ns).margin(reading_ns));
    }
  }
}

TEST_CASE("linux-clock: beside a busy loop it is late by the ticks that the other policies take from it") {
  if (!images_are_there()) return;
  for (const std::string policy : {"one_missed_tick_pending", "no_missed_ticks_pending"}) {
    const std::vector<clock_error> errors = errors_under(policy);
    check_page(policy, errors.front());
    for (const clock_error& e : errors) {
      CAPTURE(policy, e.late_ns, e.drift_ns);
      const double taken = e.merged + e.dropped;
      CHECK(taken > 50);
      CHECK(e.late_ns == Approx(taken * period_ns).margin(e.pending * period_ns + reading_ns));
      CHECK(e.late_ns == Approx(e.drift_ns).margin(reading_ns));
    }
  }
}

TEST_CASE(
    "linux-clock: beside a busy loop it is what docs/sharing.md says under the policies that deliver ticks "
    "late") {
  if (!images_are_there()) return;
  for (const std::string policy : {"catchup", "delay"}) check_page(policy, errors_under(policy).front());
}
