// A scenario and a seed give one result, byte for byte; the quantum changes nothing.
#include <sstream>

#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

/// What must be equal: everything but the host's figures and the quantum as it was set.
std::string comparable(json r) {
  r.erase("host");
  r["scenario"].erase("quantum");
  return r.dump(1);
}

std::string run(const words& what) { return comparable(results_of(what)); }

void check_quanta(const words& what) {
  const std::string usual = run(with(what, set("quantum", "100 us")));
  for (const std::string quantum : {"37 us", "1 ms"}) {
    CAPTURE(what, quantum);
    // Not CHECK on the texts: they are long.
    const bool equal = run(with(what, set("quantum", quantum))) == usual;
    CHECK(equal);
  }
}

/// Everything that is no time: counts, values, endings.
json without_times(json r) {
  r.erase("host");
  r.erase("processors");
  r.erase("exits");
  r["simulation"].erase("time_ns");
  r["scenario"].erase("seed");
  for (json& p : r["paths"]) p = {p["vm"], p["path"], p["device"], p["direction"]};
  for (json& i : r["interrupts"]) i = {i["vm"], i["source"], i["injection"]};
  for (json& vm : r["vms"]) vm.erase("instructions");
  r["simulation"].erase("instructions");
  return r;
}

/// All but the lines that tell of the host: in CSV, behind label, profile and seed.
std::string without_host(const std::string& text) {
  std::istringstream lines{text};
  std::string kept;
  for (std::string line; std::getline(lines, line);)
    if (line.find(",host,") == std::string::npos) kept += line + "\n";
  return kept;
}

}  // namespace

TEST_CASE("repeatable: two runs of a scenario and seed write the same bytes") {
  for (const words& what : {words{"run", "ports"}, words{"run", "ticks"}, words{"run", "firmware"},
                            with({"run", "ports", "--set", "vms=3"}, set("platform.processors", "2"))}) {
    CAPTURE(what);
    const bool equal = run(what) == run(what);
    CHECK(equal);
  }
}

TEST_CASE("repeatable: the CSV too, and the text report but for nothing") {
  for (const words& more : {words{"--csv", "-"}, words{}}) {
    const captured first = run_program(with({"run", "ticks", "--quiet"}, more));
    const captured second = run_program(with({"run", "ticks", "--quiet"}, more));
    CHECK(first.code == 0);
    const bool equal = without_host(first.out) == without_host(second.out);
    CHECK(equal);
  }
}

TEST_CASE("repeatable: the quantum changes nothing on the bare machine") {
  for (const std::string guest : {"ports", "ticks", "firmware"})
    check_quanta(with({"run", guest}, set("platform.kind", "native")));
}

TEST_CASE("repeatable: the quantum changes nothing under the hypervisor") {
  for (const std::string placement : {"service-os", "patent", "hypervisor"})
    for (const std::string guest : {"ports", "ticks"})
      check_quanta(with({"run", guest}, set("vm.placement", placement)));
  check_quanta({"run", "firmware"});
}

TEST_CASE("repeatable: the quantum changes nothing for several VMs on one processor") {
  check_quanta({"run", "ticks", "--set", "vms=3", "--set", "scheduler.slice=1 ms"});
}

TEST_CASE("repeatable: the threads of the host change nothing") {
  for (const words& what : {words{"run", "many", "--set", "vms=6"},
                            words{"run", "ticks", "--set", "vms=5", "--set", "platform.processors=3"},
                            with({"run", "ports", "--set", "vms=4", "--set", "platform.processors=4"},
                                 set("platform.kind", "hosted"))}) {
    CAPTURE(what);
    const std::string one = run(what);
    for (const std::string threads : {"2", "3"}) {
      const bool equal = run(with(what, {"--threads", threads})) == one;
      CHECK(equal);
    }
  }
}

TEST_CASE("repeatable: another seed changes times and nothing else") {
  const words firmware{"run", "firmware"};
  const json one = results_of(with(firmware, {"--seed", "1"})),
             two = results_of(with(firmware, {"--seed", "2"}));
  CHECK(one["simulation"]["time_ns"] != two["simulation"]["time_ns"]);
  CHECK(without_times(one) == without_times(two));
}

TEST_CASE("repeatable: without spread the seed changes nothing") {
  const words ports = with({"run", "ports"}, set("costs.spread", "none"));
  json one = results_of(with(ports, {"--seed", "1"})), two = results_of(with(ports, {"--seed", "2"}));
  one["scenario"].erase("seed");
  two["scenario"].erase("seed");
  const bool equal = comparable(one) == comparable(two);
  CHECK(equal);
}
