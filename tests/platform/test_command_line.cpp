// trapline run, with a simulator that answers at once.
#include <catch2/catch.hpp>

#include <csignal>
#include <thread>

#include <nlohmann/json.hpp>

#include "platform/loaders/load_plan.h"
#include "tests/platform/command_workshop.h"

using namespace trapline;
using namespace trapline::testing;
using Catch::Matchers::Contains;
using json = nlohmann::json;

namespace {

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
    return w
        .trapline({"run", w.scenario_file, "--set", "platform.kind=native"},
                  [&](const scenario& s, run_control& control) {
                    results r = quick(s, control);
                    r.vms[0].screen_text = screen;
                    return r;
                  })
        .out;
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
  const captured r = w.trapline({"run", w.scenario_file, "--set", "vms=2", "--json", at + "r.json", "--csv",
                                 at + "r.csv", "--serial", at + "s.txt"});
  CHECK(r.code == 0);
  CHECK(json::parse(w.content("r.json"))["vms"].size() == 2);
  CHECK_THAT(w.content("r.csv"), Contains("label,profile,seed,section,vm,"));
  CHECK(w.content("s.txt") == "serial of a\n");
  CHECK(w.content("s.txt.a-2") == "serial of a-2\n");
  CHECK_THAT(r.out, Contains("Device accesses"));
}

TEST_CASE("run: --screen is a PNG of each VM's screen") {
  const workshop w;
  const std::string file = w.folder.path().string() + "/s.png";
  const captured r = w.trapline({"run", w.scenario_file, "--set", "vms=2", "--screen", file},
                                [](const scenario& s, run_control& control) {
                                  results found = quick(s, control);
                                  unsigned height = 0;
                                  for (vm_result& vm : found.vms) vm.screen = picture{3, ++height};
                                  return found;
                                });
  CHECK(r.code == 0);
  const std::string before_height{"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\3\0\0\0", 23};
  CHECK(w.content("s.png").substr(0, 24) == before_height + '\1');
  CHECK(w.content("s.png.a-2").substr(0, 24) == before_height + '\2');
  const captured nowhere = w.trapline({"run", w.scenario_file, "--screen", "/nowhere/s.png"});
  CHECK(nowhere.code == 2);
  CHECK_THAT(nowhere.err, Contains("--screen"));
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
      {{"run", w.scenario_file, "--threads", "0"}, "--threads: \"0\" is no number of threads; 1 to 64"},
      {{"run", w.scenario_file, "--threads", "2x"}, "--threads: \"2x\" is no number of threads"},
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
      {{"run", w.scenario_file, "--json", "-", "--csv", "-"}, "is standard output, as another output is"},
      {{"run", at + "/nothing.toml"}, "nothing.toml: is not a file"},
      {{"rnu", w.scenario_file}, "unknown command; did you mean \"run\"?"},
      {{}, "run, trace, compare, advise, sweep, check, list or show is needed"},
      {{"list", "gests"}, "did you mean \"guests\"?"},
      {{"list"}, "one thing at a time"},
      {{"compare", w.scenario_file, "--place", "xen"}, "two architectures or more"},
      {{"compare", w.scenario_file, "--place", "xen", "--place", "pit="}, "is no placement"},
      {{"compare", w.scenario_file, "--place", "xen", "--place", "pit=kernel,uart=hypervisor"},
       "command line --place: vm.a.place.uart: a hosted platform"},
      {{"compare", w.scenario_file, "--place", "xen", "--place", "pit=hypervisor,pit=service_os"},
       "--place pit=hypervisor,pit=service_os: gives vm.place.pit twice"},
      {{"compare", w.scenario_file, "--column", "a: seed=1; seed=2", "--column", "b: seed=3"},
       "--column \"a: seed=1; seed=2\": gives seed twice"},
      {{"compare", w.scenario_file, "--place", "xen", "--place", "zen"},
       "there is no placement \"zen\"; did you mean \"xen\"?"},
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
  CHECK(
      w.trapline({"run", w.scenario_file, "--json", old.string()}, failing<loaders::load_error>("bad kernel"))
          .code == 2);
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

TEST_CASE(
    "compare: a placement may be named by its file, by the command line from here, by a scenario from "
    "itself") {
  const workshop w;
  const std::string own =
      "name = \"mine\"\ndescription = \"d\"\nsource = \"s\"\ndate = \"2005\"\nplatform = \"hybrid\"\n"
      "otherwise = \"service_os\"\n[place]\npit = \"hypervisor\"\n";
  const std::string file = w.folder.file("mine.toml", own).string();
  const captured both =
      w.trapline({"compare", w.scenario_file, "--place", "service-os", "--place", file, "--quiet"});
  CHECK(both.code == 0);
  CHECK_THAT(both.out, Contains("44,935") && Contains("8,135"));
  w.folder.file("s2.toml", "[[vm]]\nname = \"a\"\nguest = \"g\"\nplacement = \"./mine.toml\"\n");
  const captured one = w.trapline({"run", (w.folder.path() / "s2.toml").string(), "--quiet"});
  CHECK(one.code == 0);
  CHECK_THAT(one.out, Contains("8,135"));
  const captured none = w.trapline({"compare", w.scenario_file, "--place", "xen", "--place", "./none.toml"});
  CHECK(none.code == 2);
  CHECK_THAT(none.err, Contains("none.toml") && Contains("is not a file"));
}
