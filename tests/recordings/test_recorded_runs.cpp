// Whole runs as they are recorded: each access by `trace`, who did what by --timeline, the lines by --vcd.
#include <sstream>

#include "tests/recordings/perfetto_reader.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

const words ticks_by_service_os =
    with({"ticks"}, with(set("vm.placement", "service-os"), set("costs.spread", "none")));

words trace(const words& more) { return with(with({"trace"}, ticks_by_service_os), more); }

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> all;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) all.push_back(json::parse(line));
  return all;
}

}  // namespace

TEST_CASE("trace: one command shows the steps of an access in the order of figure 2") {
  const captured r = run_program(trace({"--device", "pit", "--count", "1"}));
  REQUIRE(r.code == 0);
  CHECK_THAT(r.out, Contains("out 0x43, al: writes 34h to port 43h, pit, answered by service_os"));
  std::size_t last = 0;
  for (const char* step : {"trap", "hardware_exit", "decode_exit", "lookup_port", "build_request", "notify",
                           "switch_to_service_os", "upcall", "wake_device_model", "syscalls", "route_request",
                           "device_model_service_os", "feedback", "switch_back", "complete_request",
                           "hardware_entry", "refill"}) {
    CAPTURE(r.out, step);
    const std::size_t at = r.out.find(std::string{"  "} + step);
    REQUIRE(at != std::string::npos);
    CHECK(at > last);
    last = at;
  }
  CHECK_THAT(r.out, Contains("request packet: ready at") && Contains("in_process at") &&
                        Contains("resp_ready at") && Contains("none at"));
  // Figure 2's path of 44,935, and the hypercall by which the timer's output reaches the controller.
  CHECK_THAT(r.out, Contains("raise_hypercall           1,095") && Contains("46,030"));
}

TEST_CASE("trace: its lines of JSON are the accesses and interrupts that the results count") {
  const json results = results_of(with({"run"}, ticks_by_service_os));
  const captured r = run_program(trace({"--interrupts", "--json"}));
  REQUIRE(r.code == 0);
  std::uint64_t accesses = 0, cycles = 0, interrupts = 0;
  for (const json& line : lines_of(r.out)) {
    std::uint64_t sum = 0;
    for (const json& s : line["steps"]) sum += s["cycles"].get<std::uint64_t>();
    CHECK(sum == line["cycles"]);
    if (line["kind"] == "interrupt") {
      ++interrupts;
      continue;
    }
    ++accesses;
    cycles += line["cycles"].get<std::uint64_t>();
  }
  std::uint64_t counted = 0, total = 0;
  for (const json& p : results["paths"]) {
    counted += p["count"].get<std::uint64_t>();
    total += p["cycles"]["total"].get<std::uint64_t>();
  }
  CHECK(accesses == counted);
  CHECK(cycles == total);
  CHECK(interrupts == results["interrupts"][0]["story"]["count"]);
}

TEST_CASE("trace: a device, a VM, a time or a number that there is not is an error before anything runs") {
  for (const words& wrong :
       {words{"--device", "pot"}, words{"--vm", "b"}, words{"--from", "soon"}, words{"--count", "0"}}) {
    const captured r = run_program(trace(wrong));
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK_THAT(r.err, Contains(wrong[0]) && Contains(wrong[1]));
  }
}

TEST_CASE("timeline: a run's slices add up to its processors' table, and the results are the same") {
  const temporary_folder folder;
  const std::string placement = GENERATE(as<std::string>{}, "service-os", "xen", "kvm", "user");
  const bool hosted = placement == "kvm" || placement == "user";
  const auto run = with({"run", "ticks"}, with(set("platform.kind", hosted ? "hosted" : "hybrid"),
                                               set("vm.placement", placement)));
  const std::string file = (folder.path() / "t.pftrace").string();
  const json results = results_of(with(run, {"--timeline", file}));
  json without = results_of(run);
  CHECK(results["paths"] == without["paths"]);
  const read_timeline t = read(content_of(file));
  for (const json& p : results["processors"]) {
    const std::string name = "cpu0";
    const double hz = 3.8e9;
    for (const char* who : {"guest", "monitor", "service_os", "idle"}) {
      const double ns = p[std::string{who} + "_cycles"].get<double>() * 1e9 / hz;
      CAPTURE(placement, who);
      CHECK(static_cast<double>(t.time_of(name, who)) == Approx(ns).epsilon(0.001).margin(1000));
    }
    break;
  }
  CHECK(t.arrows > 0);
  CHECK_FALSE(t.counters.empty());
}

TEST_CASE("vcd: the timer's line rises once for each interrupt that it raises") {
  const temporary_folder folder;
  const std::string file = (folder.path() / "lines.vcd").string();
  const json results = results_of(with(with({"run"}, ticks_by_service_os), {"--vcd", file}));
  std::istringstream in{content_of(file)};
  std::string id;
  std::uint64_t rises = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.find("irq0_pit") != std::string::npos) id = line.substr(std::string{"$var wire 1 "}.size(), 1);
    if (!id.empty() && line == "1" + id) ++rises;
  }
  std::uint64_t raised = 0;
  for (const json& i : results["interrupts"])
    if (i["source"] == "pit") raised = i["raised"].get<std::uint64_t>();
  CHECK(raised > 0);
  // The output is high before the timer is programmed, and a tick may come after the guest's end.
  CHECK(rises >= raised);
  CHECK(rises <= raised + 2);
}
