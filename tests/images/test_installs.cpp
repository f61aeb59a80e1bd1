// Device models that are installed in a running monitor, and taken out again: figure 4.
#include <map>
#include <sstream>

#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;

namespace {

struct monitor_kind {
  std::string name, near, far, fast, slow;
};
const monitor_kind hybrid{"hybrid", "hypervisor", "service_os", "8135", "44935"};
const monitor_kind hosted{"hosted", "kernel", "user", "8463", "22963"};

/// A scenario of the guest that reads the timer in rounds, with these commands.
std::string scenario_of(const monitor_kind& kind,
                        const std::vector<std::pair<std::string, std::string>>& commands) {
  std::string text = "[platform]\nkind = \"" + kind.name +
                     "\"\n[costs]\nspread = \"none\"\n[[vm]]\nname = \"a\"\nguest = \"installed\"\n";
  for (const auto& [time, command] : commands)
    text += "[[at]]\ntime = \"" + time + "\"\ncommand = \"" + command + "\"\n";
  return text;
}

struct installed_run {
  json results;
  std::string log;
};

installed_run run_scenario(const std::string& text, const words& more = {}) {
  const temporary_folder folder;
  const std::string log = (folder.path() / "log").string();
  words all{"run", folder.file("install.toml", text).string(), "--log", log};
  all.insert(all.end(), more.begin(), more.end());
  json r = results_of(all);
  check_that_figures_tile(r);
  return {r, content_of(log)};
}

/// The shortest access of each round.
std::vector<unsigned> rounds_of(const std::string& log) {
  std::vector<unsigned> all;
  std::istringstream in{log};
  for (std::string min; in >> min;) {
    unsigned cycles = 0;
    in >> cycles;
    if (min == "min") all.push_back(cycles);
    in.ignore(1000, '\n');
  }
  return all;
}

std::uint64_t total_of(const json& install) {
  std::uint64_t sum = 0;
  for (const json& s : install["steps"]) sum += s["cycles"]["total"].get<std::uint64_t>();
  return sum;
}

std::map<std::string, std::uint64_t> counts_of(const json& install) {
  std::map<std::string, std::uint64_t> counts;
  for (const json& s : install["steps"])
    counts[s["block"].get<std::string>() + " " + s["step"].get<std::string>()] +=
        s["count"].get<std::uint64_t>();
  return counts;
}

std::uint64_t cycles_of(const json& install, const std::string& block, const std::string& step) {
  for (const json& s : install["steps"])
    if (s["block"] == block && s["step"] == step) return s["cycles"]["total"];
  return 0;
}

const json& least_of(const json& r, const std::string& path) {
  for (const json& p : r["paths"])
    if (p["device"] == "pit" && p["path"] == path && p["direction"] == "in") return p["cycles"]["min"];
  FAIL("no access by " << path);
  return r;
}

}  // namespace

TEST_CASE(
    "installs: latencies before and after are those of the two places, by every channel, on both monitors") {
  for (const monitor_kind& kind : {hybrid, hosted})
    for (const std::string channel : {"boot", "service_os", "network"}) {
      CAPTURE(kind.name, channel);
      const installed_run run =
          run_scenario(scenario_of(kind, {{"5 ms", "install pit " + kind.near + " by " + channel}}));
      const std::vector<unsigned> rounds = rounds_of(run.log);
      REQUIRE(rounds.size() == 60);
      CHECK(rounds.front() > 2 * rounds.back());
      CHECK(least_of(run.results, kind.near).get<int>() == std::stoi(kind.fast));
      CHECK(least_of(run.results, kind.far).get<int>() >= std::stoi(kind.slow));
      REQUIRE(run.results["installs"].size() == 1);
      const json& i = run.results["installs"][0];
      CHECK(i["vm"] == "a");
      CHECK(i["device"] == "pit");
      CHECK(i["from"] == kind.far);
      CHECK(i["to"] == kind.near);
      CHECK(i["channel"] == channel);
      CHECK(i["asked_by"] == "scenario");
      CHECK(i["result"] == "installed");
      CHECK(i["reason"] == "");
      CHECK(i["begin_ns"] == 5'000'000);
      CHECK(i["end_ns"] > i["begin_ns"]);
      CHECK(i["held_up_ns"] > 0);
    }
}

TEST_CASE("installs: the steps fill the time from asking to serving, and are those of the channel") {
  for (const std::string channel : {"boot", "service_os", "network"}) {
    CAPTURE(channel);
    const json i = run_scenario(scenario_of(hybrid, {{"5 ms", "install pit hypervisor by " + channel}}))
                       .results["installs"][0];
    const auto counts = counts_of(i);
    constexpr std::uint64_t pages = 4, packets = 32;
    CHECK(counts.at("401 probe") == 1);
    CHECK(counts.at("402 fetch") == pages);
    CHECK(counts.at("402 verify") == pages);
    CHECK(counts.at("402 transfer_state") == 1);
    CHECK(counts.at("403 switch_over") == 1);
    CHECK(counts.contains("402 raise_hypercall") == (channel != "boot"));
    if (channel == "service_os") CHECK(counts.at("402 syscalls") == pages);
    if (channel == "network") CHECK(cycles_of(i, "402", "syscalls") == 2 * packets * 2560);
    const double ns = i["end_ns"].get<double>() - i["begin_ns"].get<double>();
    CHECK(static_cast<double>(total_of(i)) / 3.8 == Approx(ns).margin(5));
  }
}

TEST_CASE("installs: by the network it takes what the wire and the server take") {
  const auto took = [](const words& settings) {
    const json i =
        run_scenario(scenario_of(hybrid, {{"5 ms", "install pit hypervisor by network"}}), settings)
            .results["installs"][0];
    return i["end_ns"].get<double>() - i["begin_ns"].get<double>();
  };
  // 32 blocks of 512 bytes: 582 bytes with headers, preamble and gap, and an acknowledgement of 84.
  const double at_once = took(with(set("images.network_delay", "0"), set("images.network_mbit", "100000")));
  const double slower = took(with(set("images.network_delay", "0"), set("images.network_mbit", "10")));
  CHECK(slower - at_once == Approx(32 * (582 + 84) * 8 * 100.0).epsilon(0.02));
  const double served = took(with(set("images.network_delay", "1 ms"), set("images.network_mbit", "100000")));
  CHECK(served - at_once == Approx(32e6).epsilon(0.02));
}

TEST_CASE("installs: what is removed is where it was, and the guest none the wiser") {
  for (const monitor_kind& kind : {hybrid, hosted}) {
    CAPTURE(kind.name);
    const installed_run run = run_scenario(scenario_of(
        kind, {{"5 ms", "install a pit " + kind.near}, {"15 ms", "remove pit"}, {"16 ms", "remove a pit"}}));
    const std::vector<unsigned> rounds = rounds_of(run.log);
    CHECK(rounds.front() == rounds.back());
    CHECK(*std::ranges::min_element(rounds) < rounds.front());
    const json& all = run.results["installs"];
    REQUIRE(all.size() == 3);
    CHECK(all[1]["result"] == "removed");
    CHECK(all[1]["from"] == kind.near);
    CHECK(all[1]["to"] == kind.far);
    CHECK(all[1]["channel"] == "none");
    CHECK(all[2]["result"] == "refused");
    CHECK(all[2]["reason"] == "the model of pit is in " + kind.far + " already");
  }
}

TEST_CASE("installs: what is asked for while one is under way comes after it") {
  const json all = run_scenario(scenario_of(hybrid, {{"5 ms", "install pit hypervisor by service_os"},
                                                     {"5 ms", "install uart hypervisor"},
                                                     {"6 ms", "install pit hypervisor"}}))
                       .results["installs"];
  REQUIRE(all.size() == 3);
  CHECK(all[1]["device"] == "uart");
  CHECK(all[1]["begin_ns"] == 5'000'000);
  CHECK(all[1]["end_ns"] > all[0]["end_ns"]);
  CHECK(all[2]["result"] == "refused");
  CHECK(all[2]["reason"] == "the model of pit is in hypervisor already");
}

TEST_CASE("installs: results are the same at every quantum, and with a processor for the service OS") {
  for (const std::string processors : {"1", "2"}) {
    json first;
    for (const std::string quantum : {"10 ms", "50 us", "3 us"}) {
      CAPTURE(processors, quantum);
      words more = with(set("quantum", quantum), set("platform.processors", processors));
      if (processors == "2") more = with(more, set("service_os.processor", "own"));
      json r = run_scenario(scenario_of(hybrid, {{"5 ms", "install pit hypervisor by service_os"},
                                                 {"30 ms", "remove pit"}}),
                            more)
                   .results;
      r.erase("host");
      r["scenario"].erase("quantum");
      if (first.is_null()) first = r;
      CHECK(r == first);
    }
  }
}

TEST_CASE("installs: on a processor of its own the service OS holds up only who asks the model") {
  const json r = run_scenario(scenario_of(hybrid, {{"5 ms", "install pit hypervisor"}}),
                              with(set("platform.processors", "2"), set("service_os.processor", "own")))
                     .results;
  CHECK(r["installs"][0]["held_up_ns"] > 0);
  CHECK(r["installs"][0]["result"] == "installed");
}

TEST_CASE("installs: wrong commands are refused before anything runs") {
  const temporary_folder folder;
  for (const auto& [command, message] : std::vector<std::pair<std::string, std::string>>{
           {"install pit", "install DEVICE PLACE"},
           {"install sundial hypervisor", "there is no device \"sundial\""},
           {"install pit kernel", "has no place \"kernel\""},
           {"install pit service_os", "are there without being installed"},
           {"install pit hypervisor by pigeon", "there is no channel \"pigeon\""},
           {"install b pit hypervisor", "there is no VM \"b\""},
           {"install disk hypervisor", "which VM \"a\" has not"},
           {"remove", "remove DEVICE"},
           {"remove sundial", "there is no device \"sundial\""}}) {
    const captured r =
        run_program({"run", folder.file("s.toml", scenario_of(hybrid, {{"5 ms", command}})).string()});
    CAPTURE(command, r.err);
    CHECK(r.code == 2);
    CHECK(r.err.find(message) != std::string::npos);
  }
}
