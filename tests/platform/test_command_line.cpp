// The command line with a simulator that answers at once.
#include <catch2/catch.hpp>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include <nlohmann/json.hpp>

#include "models/devices/image_error.h"
#include "platform/command_line.h"
#include "platform/loaders/load_plan.h"
#include "tests/platform/captured_process.h"
#include "tests/support/temporary_folder.h"

using namespace trapline;
using namespace trapline::testing;
using Catch::Matchers::Contains;
using json = nlohmann::json;

namespace {

/// Ends well; device accesses cost more in the service OS than elsewhere.
results quick(const scenario& s, run_control& control) {
  results r;
  r.version = "test";
  r.scenario = s.resolved;
  r.profile = summary_of(s.profile);
  r.end = control.stop ? "interrupted" : "guest_exit";
  r.time_ns = s.seed;
  run_statistics run;
  for (const vm_settings& vm : s.vms) {
    vm_result one;
    one.name = vm.name;
    one.guest = vm.guest.name;
    one.end_reason = "exit";
    one.ended_well = true;
    one.serial_text = "serial of " + vm.name + "\n";
    for (const auto& [device, where] : vm.places) one.placement.emplace_back(device, name_of(where));
    r.vms.push_back(one);
    access_record access;
    access.add(202, step::hardware_exit, cycles{vm.places.at("pit") == place::service_os ? 44'935u : 8'135u});
    run.path({vm.name, std::string{name_of(vm.places.at("pit"))}, "pit", direction::in}).accesses.fold(access);
  }
  r.take(run);
  return r;
}

struct workshop {
  workshop() {
    folder.file("guests/g/guest.toml",
                "name = \"g\"\ndescription = \"d\"\nload = \"rom\"\n[files]\nrom = \"g.rom\"\n"
                "[ends]\nhow = \"exit_port\"\nlimit = \"3 s\"\n");
    folder.file("guests/g/g.rom", "x");
    scenario_file = folder.file("s.toml", "[[vm]]\nname = \"a\"\nguest = \"g\"\n").string();
    ::setenv("TRAPLINE_DATA", (folder.path().string() + ":" TRAPLINE_SOURCE_DIR).c_str(), 1);
  }
  ~workshop() { ::unsetenv("TRAPLINE_DATA"); }

  captured trapline(const std::vector<std::string>& arguments, const simulator& simulate = quick) const {
    return in_process([&] { return command_line(arguments, simulate); });
  }
  std::string content(const std::string& name) const {
    std::ifstream in{folder.path() / name, std::ios::binary};
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
  }
  std::size_t files() const {
    const std::filesystem::directory_iterator all{folder.path()};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  temporary_folder folder;
  std::string scenario_file;
};

simulator ending(const std::string& end, const std::string& reason, bool well) {
  return [=](const scenario& s, run_control& control) {
    results r = quick(s, control);
    r.end = end;
    r.vms[0].end_reason = reason;
    r.vms[0].ended_well = well;
    r.vms[0].end_code = 7;
    return r;
  };
}

template <class Error>
simulator failing(const std::string& message) {
  return [=](const scenario&, run_control&) -> results { throw Error{message}; };
}

}  // namespace

TEST_CASE("run: a report on standard output, nothing on standard error, 0") {
  const workshop w;
  const captured r = w.trapline({"run", w.scenario_file});
  CHECK(r.code == 0);
  CHECK_THAT(r.out, Contains("Device accesses (cycles)") && Contains("serial of a"));
  CHECK(r.err.empty());
}

TEST_CASE("run: the report shows a screen that is not blank, down to its last written row") {
  const workshop w;
  const auto report = [&](const std::string& screen) {
    return w.trapline({"run", w.scenario_file, "--set", "platform.kind=native"},
                      [&](const scenario& s, run_control& control) {
                        results r = quick(s, control);
                        r.vms[0].screen_text = screen;
                        return r;
                      }).out;
  };
  CHECK_THAT(report("╔═╗\n\nready\n\n\n"), Contains("Screen of a\n  | ╔═╗\n  | \n  | ready\n\n"));
  CHECK_THAT(report("\n\n\n"), !Contains("Screen of"));
}

TEST_CASE("run: --json - is all that standard output gets") {
  const workshop w;
  const captured r = w.trapline({"run", w.scenario_file, "--json", "-", "--seed", "9"});
  CHECK(r.code == 0);
  const json all = json::parse(r.out);
  CHECK(all["schema"] == "trapline.results/1");
  CHECK(all["scenario"]["seed"] == 9);
  CHECK(r.err.empty());
}

TEST_CASE("run: files are complete, with the permissions of any other, and the serial line is in its own") {
  const workshop w;
  const std::string at = w.folder.path().string() + "/";
  const captured r =
      w.trapline({"run", w.scenario_file, "--set", "vms=2", "--json", at + "r.json", "--csv", at + "r.csv", "--serial", at + "s.txt"});
  CHECK(r.code == 0);
  CHECK(json::parse(w.content("r.json"))["vms"].size() == 2);
  CHECK_THAT(w.content("r.csv"), Contains("run,section,vm,"));
  CHECK(w.content("s.txt") == "serial of a\n");
  CHECK(w.content("s.txt.a-2") == "serial of a-2\n");
  CHECK_THAT(r.out, Contains("Device accesses"));
}

TEST_CASE("run: how the guest ended is how the process ends") {
  const workshop w;
  CHECK(w.trapline({"run", w.scenario_file}, ending("guest_exit", "exit", true)).code == 0);
  const captured failed = w.trapline({"run", w.scenario_file}, ending("guest_exit", "exit", false));
  CHECK(failed.code == 1);
  CHECK_THAT(failed.err, Contains("trapline: a: it ended with code 7"));
  const captured faulted = w.trapline({"run", w.scenario_file}, ending("guest_exit", "triple_fault", false));
  CHECK(faulted.code == 3);
  CHECK_THAT(faulted.err, Contains("triple fault"));
  CHECK_THAT(faulted.out, Contains("Device accesses"));
  CHECK(w.trapline({"run", w.scenario_file}, ending("guest_stuck", "halted_for_ever", false)).code == 3);
  CHECK(w.trapline({"run", w.scenario_file}, ending("limit", "limit", false)).code == 3);
}

TEST_CASE("run: what a guest prints is held against what its guest.toml says") {
  const workshop w;
  w.folder.file("guests/g/guest.toml",
                "name = \"g\"\ndescription = \"d\"\nload = \"rom\"\n[files]\nrom = \"g.rom\"\n"
                "[ends]\nhow = \"exit_port\"\nlimit = \"3 s\"\n[expected]\nserial = \"e.txt\"\n");
  w.folder.file("guests/g/e.txt", "serial of a\n");
  CHECK(w.trapline({"run", w.scenario_file}).code == 0);
  w.folder.file("guests/g/e.txt", "serial of a\nand more\n");
  const captured r = w.trapline({"run", w.scenario_file});
  CHECK(r.code == 1);
  CHECK_THAT(r.err, Contains("its serial output is not that of e.txt, from line 2 on"));
}

TEST_CASE("run: Ctrl-C ends the simulation, and the results so far are written") {
  const workshop w;
  const auto until_stopped = [](const scenario& s, run_control& control) {
    ::raise(SIGINT);
    while (!control.stop) std::this_thread::yield();
    return quick(s, control);
  };
  const captured r = w.trapline({"run", w.scenario_file, "--json", "-"}, until_stopped);
  CHECK(r.code == 3);
  CHECK(json::parse(r.out)["simulation"]["end"] == "interrupted");
}

TEST_CASE("run: wrong input is one clear message and 2, and nothing is started or left") {
  const workshop w;
  const std::size_t before = w.files();
  const simulator started = [](const scenario&, run_control&) -> results { std::abort(); };
  const std::string at = w.folder.path().string();
  using list = std::vector<std::string>;
  const std::pair<list, std::string> wrong[]{
      {{"run"}, "SCENARIO: is missing"},
      {{"run", "frimware"}, "did you mean \"firmware\"?"},
      {{"run", w.scenario_file, "more"}, "one scenario at a time"},
      {{"run", w.scenario_file, "--sede", "3"}, "unknown option; did you mean \"--seed\"?"},
      {{"run", w.scenario_file, "--seed"}, "--seed"},
      {{"run", w.scenario_file, "--seed", "three"}, "command line --seed: seed: is \"three\""},
      {{"run", w.scenario_file, "--seed", "1", "--seed", "2"}, "is given twice"},
      {{"run", w.scenario_file, "--until", "soon"}, "a time such as \"20 ms\""},
      {{"run", w.scenario_file, "--set", "seed"}, "--set KEY=VALUE is needed"},
      {{"run", w.scenario_file, "--set", "vm.guest=h"}, "there is no guest \"h\""},
      {{"run", w.scenario_file, "--json", at}, "is a folder"},
      {{"run", w.scenario_file, "--json", at + "/nowhere/r.json"}, "cannot be written"},
      {{"run", w.scenario_file, "--json", ""}, "is no file name"},
      {{"run", w.scenario_file, "--json", at + "/r.json", "--csv", at + "/no/r.csv"}, "cannot be written"},
      {{"run", w.scenario_file, "--json", "-", "--csv", "-"}, "two outputs"},
      {{"run", at + "/nothing.toml"}, "nothing.toml: is not a file"},
      {{"rnu", w.scenario_file}, "unknown command; did you mean \"run\"?"},
      {{}, "run, compare, list or show is needed"},
      {{"list", "gests"}, "did you mean \"guests\"?"},
      {{"list"}, "one thing at a time"},
      {{"compare", w.scenario_file, "--place", "xen"}, "two placements or more"},
      {{"compare", w.scenario_file, "--place", "xen", "--place", "pit="}, "is no placement"},
      {{"compare", w.scenario_file, "--place", "xen", "--place", "pit=kernel"}, "command line --place: vm.a.place.pit: a hybrid platform"},
      {{"compare", w.scenario_file, "--place", "xen", "--place", "zen"}, "there is no placement \"zen\"; did you mean \"xen\"?"},
  };
  for (const auto& [arguments, message] : wrong) {
    const captured r = w.trapline(arguments, started);
    CAPTURE(message, r.err);
    CHECK(r.code == 2);
    CHECK(r.out.empty());
    CHECK_THAT(r.err, Catch::StartsWith("trapline: ") && Contains(message));
    CHECK(std::count(r.err.begin(), r.err.end(), '\n') == 1);
  }
  CHECK(w.files() == before);
}

TEST_CASE("run: an output file is not touched by a run that cannot start") {
  const workshop w;
  const auto old = w.folder.file("r.json", "old");
  CHECK(w.trapline({"run", w.scenario_file, "--json", old.string(), "--set", "vms=0"}).code == 2);
  CHECK(w.trapline({"run", w.scenario_file, "--json", old.string()}, failing<loaders::load_error>("bad kernel")).code == 2);
  CHECK(w.content("r.json") == "old");
}

TEST_CASE("run: a bad image is wrong input, anything unforeseen a fault of ours") {
  const workshop w;
  const captured bad = w.trapline({"run", w.scenario_file}, failing<loaders::load_error>("g.rom: truncated"));
  CHECK(bad.code == 2);
  CHECK(bad.err == "trapline: g.rom: truncated\n");
  const captured ours = w.trapline({"run", w.scenario_file}, failing<std::runtime_error>("no engine"));
  CHECK(ours.code == 4);
  CHECK(ours.err == "trapline: a fault of ours: no engine\n");
}

TEST_CASE("run: the environment sets keys, the command line goes before it") {
  const workshop w;
  const captured r = in_process([&] {
    ::setenv("TRAPLINE_SET_seed", "5", 1);
    ::setenv("TRAPLINE_SET_vm__memory", "3 MiB", 1);
    return command_line({"run", w.scenario_file, "--json", "-", "--set", "vm.memory=4 MiB"}, quick);
  });
  const json all = json::parse(r.out);
  CHECK(all["scenario"]["seed"] == 5);
  CHECK(all["scenario"]["vm.a.memory"] == "4 MiB");
}

TEST_CASE("compare: a run a placement, side by side, and what moving bought") {
  const workshop w;
  const captured r =
      w.trapline({"compare", w.scenario_file, "--place", "service-os", "--place", "pit=hypervisor", "--place", "xen-2005"});
  CHECK(r.code == 0);
  CHECK_THAT(r.out, Contains("44,935") && Contains("5.52 x"));
  CHECK_THAT(r.out, Contains("Moving pit into the hypervisor cut the mean IN/OUT of those from 44,935 to 8,135 cycles"));
  CHECK(r.err.empty());
}

TEST_CASE("compare: as JSON, runs in the order of the placements") {
  const workshop w;
  const captured r = w.trapline({"compare", w.scenario_file, "--place", "service-os", "--place", "xen-2005", "--json", "-"});
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
  const captured r = w.trapline({"compare", w.scenario_file, "--place", "service-os", "--place", "xen-2005"}, one_fails);
  CHECK(r.code == 1);
  CHECK_THAT(r.err, Contains("trapline: xen-2005: a: it ended with code 0"));
  CHECK(w.trapline({"compare", w.scenario_file, "--place", "xen", "--place", "xen-2005"},
                   failing<std::runtime_error>("x")).code == 4);
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
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help"}, {"--version"}, {"run", "--help"}, {"compare", "--help"}, {"show", "--help"},
        {"list", "--help"}}) {
    const captured r = w.trapline(arguments);
    CHECK(r.code == 0);
    CHECK_FALSE(r.out.empty());
    CHECK(r.err.empty());
  }
}
