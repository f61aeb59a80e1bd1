// trapline compare, list and show, with a simulator that answers at once.
#include <catch2/catch.hpp>

#include <csignal>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/platform/command_workshop.h"

using namespace trapline;
using namespace trapline::testing;
using Catch::Matchers::Contains;
using json = nlohmann::json;

TEST_CASE("compare: a run a placement, side by side, and what moving bought") {
  const workshop w;
  const captured r = w.trapline({"compare", w.scenario_file, "--place", "service-os", "--place",
                                 "pit=hypervisor", "--place", "xen-2005"});
  CHECK(r.code == 0);
  CHECK_THAT(r.out, Contains("44,935") && Contains("5.52 x"));
  CHECK_THAT(
      r.out,
      Contains("Moving pit into the hypervisor cut the mean IN/OUT of those from 44,935 to 8,135 cycles"));
  CHECK(r.err.empty());
}

TEST_CASE("compare: as JSON, runs in the order of the placements") {
  const workshop w;
  const captured r =
      w.trapline({"compare", w.scenario_file, "--place", "service-os", "--place", "xen-2005", "--json", "-"});
  CHECK(r.code == 0);
  const json all = json::parse(r.out);
  CHECK(all["schema"] == "trapline.compare/1");
  REQUIRE(all["runs"].size() == 2);
  CHECK(all["runs"][0]["paths"][0]["path"] == "service_os");
  CHECK(all["runs"][1]["paths"][0]["path"] == "hypervisor");
  CHECK(all["runs"][1]["paths"][0]["ns"]["mean"] == Approx(2140.789).margin(0.001));
  CHECK(all["table"][0]["placements"][1]["ratio"] == Approx(5.524).margin(0.001));
}

TEST_CASE("compare: the worst run decides how the process ends") {
  const workshop w;
  const auto one_fails = [](const scenario& s, run_control& control) {
    results r = quick(s, control);
    r.vms[0].ended_well = s.vms[0].placement_name != "xen-2005";
    return r;
  };
  const captured r =
      w.trapline({"compare", w.scenario_file, "--place", "service-os", "--place", "xen-2005"}, one_fails);
  CHECK(r.code == 1);
  CHECK_THAT(r.err, Contains("trapline: xen-2005: a: it ended with code 0"));
  CHECK(w.trapline({"compare", w.scenario_file, "--place", "xen", "--place", "xen-2005"},
                   failing<std::runtime_error>("x"))
            .code == 4);
}

TEST_CASE("compare: a run that dies is a fault of ours") {
  const workshop w;
  const simulator dies = [](const scenario&, run_control&) -> results {
    ::raise(SIGKILL);
    return {};
  };
  const captured r = w.trapline({"compare", w.scenario_file, "--place", "xen", "--place", "xen-2005"}, dies);
  CHECK(r.code == 4);
  CHECK_THAT(r.err, Contains("ended by signal 9"));
}

TEST_CASE("show: each value with where it came from") {
  const workshop w;
  const captured r = w.trapline({"show", w.scenario_file, "--set", "seed=3"});
  CHECK(r.code == 0);
  CHECK_THAT(r.out, Contains("seed") && Contains("command line"));
  CHECK_THAT(r.out, Contains("vm.a.guest") && Contains("s.toml:3"));
  CHECK_THAT(r.out, Contains("vm.a.place.pit") && Contains("placement service-os"));
}

TEST_CASE("list: everything there is to choose from") {
  const workshop w;
  const auto list = [&](const std::string& what) {
    const captured r = w.trapline({"list", what});
    CHECK(r.code == 0);
    return r.out;
  };
  CHECK_THAT(list("guests"), Contains("g") && Contains("there"));
  CHECK_THAT(list("platforms"), Contains("hybrid") && Contains("service_os, hypervisor"));
  CHECK_THAT(list("profiles"), Contains("prescott-2005") && Contains("3.80"));
  CHECK_THAT(list("placements"), Contains("xen-2005") && Contains("kvm-split"));
  CHECK_THAT(list("scenarios"), Contains("ports"));
  CHECK_THAT(list("devices"), Contains("40h-43h, 61h") && Contains("1F0h-1F7h, 3F6h"));
  CHECK_THAT(list("costs"), Contains("hardware_exit") && Contains("1,554") && Contains("Agesen"));
  CHECK_THAT(list("parameters"), Contains("vm.*.memory") && Contains("service_os.background"));
}

TEST_CASE("help and version are no errors") {
  const workshop w;
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--help"},
                                                    {"--version"},
                                                    {"run", "--help"},
                                                    {"compare", "--help"},
                                                    {"show", "--help"},
                                                    {"list", "--help"}}) {
    const captured r = w.trapline(arguments);
    CHECK(r.code == 0);
    CHECK_FALSE(r.out.empty());
    CHECK(r.err.empty());
  }
}

TEST_CASE("help: the summary names each option that `run` explains") {
  const workshop w;
  const std::string summary = w.trapline({"--help"}).out;
  std::istringstream lines{w.trapline({"run", "--help"}).out};
  unsigned options = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("  --")) continue;
    ++options;
    const std::string option = line.substr(2, line.find(' ', 2) - 2);
    CHECK_THAT(summary, Contains(option));
  }
  CHECK(options > 5);
}
