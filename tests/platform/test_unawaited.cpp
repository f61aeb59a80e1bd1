// Writes that a guest goes on without: cheaper, and nothing that a guest reads is different.
#include "tests/support/tiling.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

json run_with(const std::string& scenario, const words& settings) {
  words all{"run", scenario};
  for (const std::string& one : with({"costs.spread=none"}, settings)) all = with(all, {"--set", one});
  return results_of(all);
}

const json& row(const json& run, const std::string& device, const std::string& path,
                const std::string& direction) {
  for (const json& p : run["paths"])
    if (p["device"] == device && p["path"] == path && p["direction"] == direction) return p;
  static const json none;
  return none;
}

void check_tiling(const json& run) {
  for (const json& p : run["paths"]) {
    CAPTURE(p["device"], p["path"], p["direction"]);
    CHECK(sum_of_steps(p) == p["cycles"]["total"].get<std::uint64_t>());
  }
  for (const json& p : run["processors"])
    CHECK(p["guest_cycles"].get<std::uint64_t>() + p["monitor_cycles"].get<std::uint64_t>() +
              p["service_os_cycles"].get<std::uint64_t>() + p["idle_cycles"].get<std::uint64_t>() ==
          p["total_cycles"].get<std::uint64_t>());
}

}  // namespace

TEST_CASE("buffered writes: under KVM's ring a write costs an in-kernel exit, and what is read is the same") {
  const json waits = run_with("doorbell", {});
  const json goes_on = run_with("doorbell", {"vm.buffered_writes=uart"});
  CHECK(goes_on["vms"][0]["serial_sha256"] == waits["vms"][0]["serial_sha256"]);
  const json& before = row(waits, "uart", "user", "out");
  const json& after = row(goes_on, "uart", "user", "out");
  CHECK(before["count"] == after["count"]);
  CHECK(before["cycles"]["p50"].get<double>() >= 7066);
  CHECK(after["cycles"]["p50"] == 1926);
  // One that finds the ring full empties it, and pays for all.
  CHECK(after["cycles"]["max"].get<double>() >= 7066 + 169 * 600);
  CHECK(row(goes_on, "pit", "user", "out")["cycles"]["p50"] ==
        row(waits, "pit", "user", "out")["cycles"]["p50"]);
  check_tiling(goes_on);
}

TEST_CASE("buffered writes: under a hypervisor it is a packet that nobody is notified of") {
  const words settings{"platform.kind=hybrid", "platform.profile=prescott-2005", "vm.placement=service-os"};
  const json waits = run_with("doorbell", settings);
  const json goes_on = run_with("doorbell", with(settings, {"vm.buffered_writes=uart, 43h"}));
  CHECK(goes_on["vms"][0]["serial_sha256"] == waits["vms"][0]["serial_sha256"]);
  CHECK(row(goes_on, "uart", "service_os", "out")["cycles"]["p50"] == 8135 - 700 + 400);
  CHECK(row(goes_on, "pit", "service_os", "out")["cycles"]["min"] == 8135 - 700 + 400);
  CHECK(row(goes_on, "uart", "service_os", "in")["cycles"]["p50"] ==
        row(waits, "uart", "service_os", "in")["cycles"]["p50"]);
  check_tiling(goes_on);
}

TEST_CASE("buffered writes: a model of the picture sees them all, also those at the end") {
  const auto screen_of = [](const words& settings) {
    const temporary_folder folder;
    const std::string file = (folder.path() / "s.png").string();
    words all{"run", "screen", "--quiet", "--screen", file};
    for (const std::string& one : settings) all = with(all, {"--set", one});
    CHECK(run_program(all).code == 0);
    return content_of(file);
  };
  CHECK((screen_of({"vm.buffered_writes=vga vga_memory"}) == screen_of({})));
}

TEST_CASE("I/O events: a write is complete when it is signalled, and a thread carries it out") {
  const json waits = run_with("doorbell", {});
  for (const char* threads : {"one", "each"}) {
    const json r = run_with("doorbell", {"vm.io_events=uart post", std::string{"vm.io_threads="} + threads});
    CHECK(r["vms"][0]["serial_sha256"] == waits["vms"][0]["serial_sha256"]);
    CHECK(row(r, "uart", "user", "out")["cycles"]["max"] == 1926);
    const json& later = row(r, "uart_io_event", "user", "out");
    REQUIRE(later.is_object());
    CHECK(later["count"].get<std::uint64_t>() > 0);
    CHECK(later["cycles"]["min"].get<double>() >= 2600 + 600);
    check_tiling(r);
  }
}

TEST_CASE("unawaited writes: the same bytes at every quantum") {
  const auto bytes = [](const std::string& quantum, const words& settings) {
    json r = run_with("doorbell", with(settings, {"quantum=" + quantum}));
    r.erase("host");
    r["scenario"].erase("quantum");
    return r.dump();
  };
  for (const words& settings :
       {words{"vm.buffered_writes=uart vga"}, words{"vm.io_events=uart post", "vms=2"}})
    CHECK((bytes("10 us", settings) == bytes("10 ms", settings)));
}

TEST_CASE("unawaited writes: what is no port and no device, or no such monitor's, is refused") {
  const auto refused = [](const words& settings) {
    words all{"run", "doorbell"};
    for (const std::string& one : settings) all = with(all, {"--set", one});
    const captured r = run_program(all);
    CHECK(r.code == 2);
    return r.err;
  };
  CHECK_THAT(refused({"vm.buffered_writes=urat"}), Contains("did you mean \"uart\"?"));
  CHECK_THAT(refused({"vm.buffered_writes=70"}), Contains("\"70\", which is no port"));
  CHECK_THAT(refused({"vm.io_events=12345h"}), Contains("12345h"));
  CHECK_THAT(refused({"vm.io_threads=each"}), Contains("vm.io_events is needed"));
  CHECK_THAT(refused({"platform.kind=hybrid", "vm.placement=xen", "vm.io_events=70h"}),
             Contains("only a hosted monitor"));
  CHECK_THAT(refused({"platform.kind=native", "platform.processors=1", "vm.buffered_writes=70h"}),
             Contains("without a monitor"));
}
