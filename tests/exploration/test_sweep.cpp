// trapline sweep, with a simulator that answers at once.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "tests/platform/command_workshop.h"

using namespace trapline;
using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

using list = std::vector<std::string>;

struct sweep_workshop : workshop {
  std::string at(const std::string& name) const { return (folder.path() / name).string(); }
  std::string sweep_of(const std::string& rest, const std::string& head = "") const {
    return folder.file("sweep.toml", "[sweep]\nscenario = \"s.toml\"\n" + head + "\n" + rest).string();
  }
  list command(const list& more = {}, const std::string& into = "out") const {
    list all{"sweep", at("sweep.toml"), "--into", at(into), "--csv", at(into + ".csv")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  /// The lines of the table, without its head.
  list rows(const std::string& into = "out") const {
    std::istringstream csv{content(into + ".csv")};
    list all;
    std::string line;
    std::getline(csv, line);
    while (std::getline(csv, line)) all.push_back(line);
    return all;
  }
  /// A simulator that notes each of its runs.
  simulator noting(std::chrono::milliseconds takes = {}) const {
    return [file = at("notes"), takes](const scenario& s, run_control& control) {
      std::this_thread::sleep_for(takes);
      const int notes = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
      const std::string note = std::string{name_of(s.vms[0].places.at("pit"))} + " " +
                               std::to_string(s.processors) + " " + std::to_string(s.seed) + "\n";
      if (::write(notes, note.data(), note.size()) < 0) std::abort();
      ::close(notes);
      return quick(s, control);
    };
  }
  std::map<std::string, unsigned> notes() const {
    std::istringstream lines{content("notes")};
    std::map<std::string, unsigned> all;
    for (std::string line; std::getline(lines, line);) ++all[line];
    return all;
  }
};

const char* const grid =
    "[grid]\n\"vm.placement\" = [\"service-os\", \"xen\"]\n\"platform.processors\" = [1, 2, 4]\n";

}  // namespace

TEST_CASE("sweep: every combination with every seed, a line a point, in the file's order") {
  const sweep_workshop w;
  w.sweep_of(grid, "seeds = 2");
  const captured r = w.trapline(w.command());
  CAPTURE(r.err);
  CHECK(r.code == 0);
  CHECK(r.out == "12 of 12 points are in " + w.at("out") + "/results.sqlite\n");
  CHECK_THAT(w.content("out.csv"),
             Catch::StartsWith("point,vm.placement,platform.processors,seed,end,code,"));
  CHECK_THAT(w.content("out.csv"), Contains(",pit_access_mean_cycles,"));
  const list rows = w.rows();
  REQUIRE(rows.size() == 12);
  CHECK_THAT(rows[0], Contains(",service-os,1,1,exit,0,"));
  CHECK_THAT(rows[1], Contains(",service-os,1,2,exit,0,"));
  CHECK_THAT(rows[2], Contains(",service-os,2,1,exit,0,"));
  CHECK_THAT(rows[11], Contains(",xen,4,2,exit,0,") && Contains(",8135,"));
}

TEST_CASE("sweep: a shipped one goes by its name, and is listed with what it is about") {
  const sweep_workshop w;
  w.folder.file("sweeps/mine.toml", "[sweep]\ndescription = \"two places\"\nscenario = \"" + w.at("s.toml") +
                                        "\"\n[grid]\n\"vm.placement\" = [\"service-os\", \"xen\"]\n");
  CHECK(w.trapline({"sweep", "mine", "--into", w.at("out"), "--csv", w.at("out.csv")}).code == 0);
  CHECK(w.rows().size() == 2);
  const captured wrong = w.trapline({"sweep", "mime", "--into", w.at("out")});
  CHECK(wrong.code == 2);
  CHECK_THAT(wrong.err, Contains("there is no sweep \"mime\"") && Contains("mine"));
  CHECK_THAT(w.trapline({"list", "sweeps"}).out, Contains("two places"));
}

TEST_CASE("sweep: rows go together, single points come beside, exclusions leave out") {
  const sweep_workshop w;
  w.sweep_of(
      "[zip]\n\"vms\" = [1, 2]\n\"platform.processors\" = [1, 4]\n[grid]\nvm.placement = [\"xen\", "
      "\"patent\"]\n"
      "[[point]]\n\"vm.placement\" = \"service-os\"\n[[exclude]]\n\"vms\" = 2\n\"vm.placement\" = "
      "[\"patent\", \"acrn\"]\n",
      "seeds = [7]");
  CHECK(w.trapline(w.command()).code == 0);
  const list rows = w.rows();
  REQUIRE(rows.size() == 4);
  CHECK_THAT(rows[0], Contains(",1,1,xen,7,"));
  CHECK_THAT(rows[1], Contains(",1,1,patent,7,"));
  CHECK_THAT(rows[2], Contains(",2,4,xen,7,"));
  CHECK_THAT(rows[3], Contains(",,,service-os,7,"));
}

TEST_CASE("sweep: what is there is not run again; a changed image is another point") {
  const sweep_workshop w;
  w.sweep_of(grid);
  CHECK(w.trapline(w.command(), w.noting()).code == 0);
  CHECK(w.trapline(w.command(), w.noting()).code == 0);
  CHECK(w.notes().size() == 6);
  for (const auto& [point, times] : w.notes()) CHECK(times == 1);
  w.sweep_of(std::string{grid} + "[[point]]\n\"vm.placement\" = \"patent\"\n");
  CHECK(w.trapline(w.command(), w.noting()).code == 0);
  // Its PIT is where xen's is.
  CHECK(w.notes()["hypervisor 1 1"] == 2);
  CHECK(w.rows().size() == 7);
  w.folder.file("guests/g/g.rom", "another");
  CHECK(w.trapline(w.command(), w.noting()).code == 0);
  for (const auto& [point, times] : w.notes()) CHECK(times == (point == "hypervisor 1 1" ? 4 : 2));
}

TEST_CASE("sweep: a point that fails is a row with its reason, and the rest goes on") {
  const sweep_workshop w;
  w.sweep_of("[grid]\n\"platform.kind\" = [\"hybrid\", \"hosted\"]\n\"vm.placement\" = [\"xen\", \"kvm\"]\n");
  const auto dies = [](const scenario& s, run_control& control) {
    if (s.kind == platform_kind::hosted) ::raise(SIGKILL);
    return quick(s, control);
  };
  const captured r = w.trapline(w.command(), dies);
  CHECK(r.code == 1);
  CHECK_THAT(r.out, Contains("4 of 4 points") && Contains("3 failed"));
  const list rows = w.rows();
  REQUIRE(rows.size() == 4);
  CHECK_THAT(rows[0], Contains(",hybrid,xen,1,exit,0,"));
  CHECK_THAT(rows[1], Contains("which is for a hosted platform") && Contains(",2,"));
  CHECK_THAT(rows[3], Contains("its process was ended by Killed,4,"));
  CHECK(w.trapline(w.command()).code == 1);
  CHECK_THAT(w.rows()[3], Contains(",hosted,kvm,1,exit,0,"));
}

TEST_CASE("sweep: a wrong file is one message and 2, and nothing is made") {
  const sweep_workshop w;
  const std::pair<std::string, std::string> wrong[]{
      {"[grid]\n\"vm.placment\" = [\"xen\"]\n", "vm.placment: unknown key"},
      {"[grid]\nx = []\n", "x: has no value"},
      {"[grid]\nseed = [1, 2]\n", "give seeds in [sweep]"},
      {"[gird]\n", "gird"},
      {"[zip]\n\"vms\" = [1, 2]\n\"quantum\" = [\"1 ms\"]\n", "quantum: has 1 values, but vms has 2"},
      {"[grid]\nvms = [1]\n[zip]\nvms = [1]\n", "stands in [grid] and in [zip]"},
      {"[[point]]\nvms = [1, 2]\n", "is a list in a single [[point]]"},
      {"[grid]\nvms = [1]\n[[exclude]]\nvms = 1\n", "leaves no point"},
  };
  for (const auto& [text, message] : wrong) {
    w.sweep_of(text);
    const captured r = w.trapline(w.command());
    CAPTURE(text, r.err);
    CHECK(r.code == 2);
    CHECK_THAT(r.err, Catch::StartsWith("trapline: ") && Contains(message));
    CHECK_FALSE(std::filesystem::exists(w.at("out")));
  }
  w.sweep_of(grid, "from = \"region\"");
  CHECK(w.trapline(w.command()).code == 2);
  w.sweep_of(grid);
  CHECK(w.trapline({"sweep", w.at("sweep.toml")}).code == 2);
  CHECK(w.trapline(w.command({"--executor", "cloud"})).code == 2);
  CHECK(w.trapline({"sweep", w.at("sweep.toml"), "--into", w.at("out"), "--csv", w.at("sweep.toml")}).code ==
        2);
}

TEST_CASE("sweep: one sweep a folder at a time, and only a folder of ours") {
  const sweep_workshop w;
  w.sweep_of(grid);
  std::string inner;
  const auto nested = [&](const scenario& s, run_control& control) {
    const captured r = w.trapline(w.command({}, "out"));
    if (r.code != 2 || r.err.find("is in use by another sweep") == std::string::npos) std::abort();
    return quick(s, control);
  };
  CHECK(w.trapline(w.command({"--jobs", "1"}), nested).code == 0);
  w.folder.file("other/results.sqlite", "no results");
  const captured r = w.trapline(w.command({}, "other"));
  CHECK(r.code == 2);
  CHECK_THAT(r.err, Contains("holds results of another kind"));
}

TEST_CASE("sweep: a signal keeps what is done, and the same command goes on from there") {
  const sweep_workshop w;
  w.sweep_of(grid, "seeds = 5");
  const auto interrupts = [&](const scenario& s, run_control& control) {
    const results r = w.noting()(s, control);
    if (w.notes().size() == 10) ::kill(::getppid(), SIGTERM);
    return r;
  };
  const captured r = w.trapline(w.command({"--jobs", "1"}), interrupts);
  CHECK(r.code == 3);
  CHECK(w.rows().size() >= 9);
  CHECK(w.rows().size() < 30);
  CHECK(w.trapline(w.command(), w.noting()).code == 0);
  CHECK(w.rows().size() == 30);
  unsigned twice = 0;
  for (const auto& [point, times] : w.notes()) twice += times - 1;
  CHECK(twice <= 1);
}

TEST_CASE("sweep: killed at any moment, many times, nothing is lost and nothing done twice that was kept") {
  const sweep_workshop w;
  w.sweep_of(grid, "seeds = 20");
  CHECK(w.trapline(w.command({}, "whole")).code == 0);
  std::mt19937 random{42};
  unsigned kills = 0;
  for (;;) {
    const pid_t sweeping = ::fork();
    if (sweeping == 0) {
      std::cout.setstate(std::ios::failbit);
      ::_exit(command_line(w.command({"--jobs", "2"}), w.noting(std::chrono::milliseconds{1})));
    }
    std::this_thread::sleep_for(std::chrono::microseconds{random() % 60'000});
    ::kill(sweeping, SIGKILL);
    int status = 0;
    ::waitpid(sweeping, &status, 0);
    if (WIFEXITED(status)) break;
    ++kills;
    if (kills > 500) break;
  }
  CHECK(kills > 3);
  CHECK(w.trapline(w.command()).code == 0);
  CHECK(w.content("out.csv") == w.content("whole.csv"));
  unsigned again = 0;
  for (const auto& [point, times] : w.notes()) again += times - 1;
  // Of each sweep that was killed, the two points that were running.
  CHECK(again <= 2 * kills);
}

TEST_CASE("sweep: exported tasks are run by whoever calls them, and the next sweep takes their rows in") {
  const sweep_workshop w;
  w.sweep_of(grid);
  const captured made = w.trapline(w.command({"--export"}), w.noting());
  CHECK(made.code == 0);
  CHECK(w.notes().empty());
  CHECK_THAT(w.content("out/sweep.sbatch"), Catch::StartsWith("#!/bin/sh\n#SBATCH ") &&
                                                Contains("--array=0-5") &&
                                                Contains("--task \"$SLURM_ARRAY_TASK_ID\""));
  std::istringstream commands{w.content("out/commands.txt")};
  unsigned tasks = 0;
  for (std::string line; std::getline(commands, line); ++tasks) {
    CHECK_THAT(line, Contains("--task " + std::to_string(tasks)));
    CHECK(w.trapline({"sweep", w.at("sweep.toml"), "--into", w.at("out"), "--task", std::to_string(tasks)},
                     w.noting())
              .code == 0);
  }
  CHECK(tasks == 6);
  CHECK(w.trapline(w.command(), w.noting()).code == 0);
  CHECK(w.rows().size() == 6);
  CHECK(w.notes().size() == 6);
  for (const auto& [point, times] : w.notes()) CHECK(times == 1);
  CHECK(w.trapline({"sweep", w.at("sweep.toml"), "--into", w.at("out"), "--task", "6"}).code == 2);
}
