// What a command writes: never over what it reads, never two outputs in one file, never lost without a word.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "platform/loaders/load_plan.h"
#include "tests/platform/command_workshop.h"

using namespace trapline;
using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

namespace fs = std::filesystem;
using list = std::vector<std::string>;

results must_not_start(const scenario&, run_control&) { std::abort(); }

list plus(list some, const list& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

/// A workshop with files of every kind of input.
struct full_workshop : workshop {
  full_workshop() {
    folder.file("d.img", std::string(512, 'd'));
    folder.file("f.img", std::string(163'840, 'f'));
    folder.file("initrd", "i");
    folder.file("kernel", "k");
    folder.file("own.toml", content_of(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml"));
    folder.file(
        "placements/mine.toml",
        "name = \"mine\"\ndescription = \"d\"\nsource = \"s\"\ndate = \"2005\"\nplatform = \"hybrid\"\n"
        "otherwise = \"service_os\"\n");
    fs::create_symlink(at("d.img"), at("link.img"));
    fs::create_hard_link(at("d.img"), at("hard.img"));
    fs::create_symlink(at("new"), at("to-new"));
    fs::create_directory_symlink(folder.path(), at("same-folder"));
  }
  std::string at(const std::string& name) const { return (folder.path() / name).string(); }
  list run_with(const list& settings) const {
    list all{"run", scenario_file};
    for (const std::string& one : settings) all = plus(all, {"--set", one});
    return all;
  }
};

void check_refused(const workshop& w, const list& arguments, const std::string& words) {
  const std::size_t before = w.files();
  const captured r = w.trapline(arguments, must_not_start);
  CAPTURE(arguments, r.err);
  CHECK(r.code == 2);
  CHECK_THAT(r.err, Catch::StartsWith("trapline: ") && Contains(words));
  CHECK(w.files() == before);
}

}  // namespace

TEST_CASE("outputs: none is written over an input, whatever it is called") {
  const full_workshop w;
  const list all = w.run_with({"vm.disk=" + w.at("d.img"), "vm.floppy=" + w.at("f.img"),
                               "platform.profile=" + w.at("own.toml"), "vm.placement=mine"});
  const std::pair<const char*, const char*> inputs[]{
      {"d.img", "is vm.a.disk"},         {"link.img", "is vm.a.disk"},
      {"hard.img", "is vm.a.disk"},      {"same-folder/d.img", "is vm.a.disk"},
      {"f.img", "is vm.a.floppy"},       {"own.toml", "is the profile"},
      {"s.toml", "is the scenario"},     {"guests/g/guest.toml", "is a guest's description"},
      {"guests/g/g.rom", "is vm.a.rom"}, {"placements/mine.toml", "is the placement mine"}};
  for (const auto& [file, words] : inputs)
    for (const char* option :
         {"--json", "--csv", "--html", "--markdown", "--latex", "--serial", "--log", "--screen"})
      check_refused(w, plus(all, {option, w.at(file)}), words);
  CHECK(w.content("d.img") == std::string(512, 'd'));
  const list kernel = w.run_with({"vm.kernel=" + w.at("kernel"), "vm.initrd=" + w.at("initrd")});
  check_refused(w, plus(kernel, {"--json", w.at("kernel")}), "is vm.a.kernel");
  check_refused(w, plus(kernel, {"--json", w.at("initrd")}), "is vm.a.initrd");
  check_refused(w,
                {"compare", w.scenario_file, "--place", "xen", "--place", "patent", "--csv", w.scenario_file},
                "is the scenario");
}

TEST_CASE("outputs: no two go to one file, also if it is not there yet") {
  const full_workshop w;
  const list run{"run", w.scenario_file, "--set", "vms=2"};
  const auto both = [&](const std::string& one, const std::string& other) {
    return plus(run, {"--json", one, "--csv", other});
  };
  check_refused(w, both(w.at("new"), w.at("new")), "is an output already: --json");
  check_refused(w, both(w.at("new"), w.at("./new")), "is an output already");
  check_refused(w, both(w.at("new"), w.at("to-new")), "is an output already");
  check_refused(w, both(w.at("new"), w.at("same-folder/new")), "is an output already");
  check_refused(w, both("-", "-"), "is standard output, as another output is");
  check_refused(w, both("/dev/stdout", "-"), "is standard output, as another output is");
  check_refused(w, both("/dev/stdout", "/proc/self/fd/1"), "is standard output, as another output is");
  check_refused(w, plus(run, {"--serial", w.at("x"), "--json", w.at("x.a-2")}), "is an output already");
  check_refused(w, plus(run, {"--serial", w.at("x"), "--log", w.at("x")}), "is an output already");
  check_refused(w, plus(run, {"--console", "--json", "-"}), "is standard output");
  CHECK(w.trapline(both("/dev/null", "/dev/null")).code == 0);
}

TEST_CASE("outputs: where standard output goes counts too") {
  const full_workshop w;
  const auto into = [&](const std::string& file, const list& arguments) {
    return in_process([&] {
      ::dup2(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT, 0666), STDOUT_FILENO);
      return command_line(arguments, must_not_start);
    });
  };
  CHECK(into(w.at("report"), {"run", w.scenario_file, "--json", w.at("report")}).code == 2);
  CHECK(into(w.at("d.img"), w.run_with({"vm.disk=" + w.at("d.img")})).code == 2);
}

TEST_CASE("outputs: two guests do not write to one image") {
  const full_workshop w;
  const auto disks = [&](const list& more) {
    return w.run_with(plus({"vm.disk=" + w.at("d.img"), "vms=2"}, more));
  };
  check_refused(w, disks({"vm.disk_mode=writable"}), "a guest may write to it");
  check_refused(w, disks({"vm.a.disk_mode=writable"}), "a guest may write to it");
  CHECK(w.trapline(disks({})).code == 0);
  CHECK(w.trapline(disks({"vm.disk_mode=read_only"})).code == 0);
}

TEST_CASE("outputs: one that cannot be written is told, and the others are written all the same") {
  const full_workshop w;
  for (const char* option :
       {"--json", "--csv", "--html", "--markdown", "--latex", "--serial", "--log", "--screen"}) {
    const captured r = w.trapline({"run", w.scenario_file, option, "/dev/full"});
    CAPTURE(option, r.err);
    CHECK(r.code == 4);
    CHECK_THAT(r.err, Contains("trapline: /dev/full: cannot be written: No space left on device\n") &&
                          !Contains("fault of ours"));
    CHECK_THAT(r.out, Contains("Device accesses"));
  }
  CHECK(w.trapline({"run", w.scenario_file, "--json", "/dev/full", "--csv", w.at("r.csv")}).code == 4);
  CHECK_THAT(w.content("r.csv"), Contains("label,profile,seed,section,vm,"));
}

TEST_CASE("outputs: a standard output that is full, closed, or gone is told by every command") {
  const full_workshop w;
  const auto pipe_without_reader = [] {
    int ends[2];
    if (::pipe(ends) != 0) std::abort();
    ::close(ends[0]);
    return ends[1];
  };
  const std::pair<const char*, std::function<void()>> broken[]{
      {"No space left on device", [] { ::dup2(::open("/dev/full", O_WRONLY), STDOUT_FILENO); }},
      {"Bad file descriptor", [] { ::close(STDOUT_FILENO); }},
      {"Broken pipe", [&] { ::dup2(pipe_without_reader(), STDOUT_FILENO); }}};
  const list commands[]{{"run", w.scenario_file},
                        {"run", w.scenario_file, "--json", "-"},
                        {"run", w.scenario_file, "--serial", "-"},
                        {"compare", w.scenario_file, "--place", "xen", "--place", "patent"},
                        {"list", "costs"},
                        {"list", "--help"},
                        {"show", w.scenario_file},
                        {"run", "--help"},
                        {"help"},
                        {"--version"}};
  for (const auto& [why, spoil] : broken)
    for (const list& arguments : commands) {
      const captured r = in_process([&, &spoil = spoil] {
        spoil();
        return command_line(arguments, quick);
      });
      CAPTURE(arguments, r.err);
      CHECK(r.code == 4);
      CHECK_THAT(r.err, Contains(why));
    }
}

TEST_CASE("outputs: a file of ours never gets the number of a standard stream that is closed") {
  const full_workshop w;
  const captured r = in_process([&] {
    ::close(STDIN_FILENO);
    ::close(STDOUT_FILENO);
    return command_line({"run", w.scenario_file, "--serial", w.at("s.txt")}, quick);
  });
  CHECK(r.code == 4);
  CHECK(w.content("s.txt") == "serial of a\n");
}

TEST_CASE("outputs: a signal that ends the process ends the simulation, and the results so far are written") {
  const workshop w;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGXCPU}) {
    const auto until_stopped = [signal](const scenario& s, run_control& control) {
      ::raise(signal);
      while (!control.stop) std::this_thread::yield();
      return quick(s, control);
    };
    const std::string file = (w.folder.path() / ("r" + std::to_string(signal))).string();
    std::signal(signal, SIG_DFL);  // whoever started the tests may have it ignored
    const captured r = w.trapline({"run", w.scenario_file, "--json", file}, until_stopped);
    CHECK(r.code == 3);
    CHECK_THAT(content_of(file), Contains("\"end\": \"interrupted\""));
    CHECK_THAT(r.out, Contains("Device accesses"));
  }
}

TEST_CASE("outputs: a signal that nohup ignores stays ignored") {
  const workshop w;
  const captured r = in_process([&] {
    std::signal(SIGHUP, SIG_IGN);
    return command_line({"run", w.scenario_file}, [](const scenario& s, run_control& control) {
      ::raise(SIGHUP);
      return quick(s, control);
    });
  });
  CHECK(r.code == 0);
}

TEST_CASE("outputs: a command that a shell began with & ends by SIGINT with its report") {
  const workshop w;
  const captured r = in_process([&] {
    std::signal(SIGINT, SIG_IGN);
    return command_line({"run", w.scenario_file}, [](const scenario& s, run_control& control) {
      ::raise(SIGINT);
      if (!control.stop) std::abort();
      return quick(s, control);
    });
  });
  CHECK(r.code == 3);
  CHECK_THAT(r.out, Contains("Device accesses"));
}

TEST_CASE("outputs: what guests write can be followed while they run") {
  const full_workshop w;
  const auto looks = [&](const scenario& s, run_control& control) -> results {
    control.listener->run_begins();
    say(control, 0, guest_text::serial, "one\ntwo");
    say(control, 1, guest_text::log, "three\n");
    if (w.content("s") != "one\n" || w.content("l.a-2") != "three\n") std::abort();
    control.listener->keep_up();
    if (w.content("s") != "one\ntwo") std::abort();
    results r;
    r.end = "guest_exit";
    r.vms.resize(s.vms.size());
    for (vm_result& vm : r.vms) vm.ended_well = true;
    return r;
  };
  const captured r = w.trapline(
      {"run", w.scenario_file, "--set", "vms=2", "--serial", w.at("s"), "--log", w.at("l")}, looks);
  CHECK(r.code == 0);
  CHECK(w.content("s") == "one\ntwo");
  CHECK(w.content("l") == "");
}

TEST_CASE("outputs: a file to follow keeps what it holds if the run cannot start") {
  const full_workshop w;
  w.folder.file("old", "old");
  const list run{"run", w.scenario_file, "--serial", w.at("old"), "--log", w.at("new-log")};
  CHECK(w.trapline(run, failing<loaders::load_error>("bad")).code == 2);
  CHECK(w.content("old") == "old");
  CHECK_FALSE(fs::exists(w.at("new-log")));
}

TEST_CASE("outputs: a file that is a link is written where the link leads") {
  const full_workshop w;
  CHECK(w.trapline({"run", w.scenario_file, "--json", w.at("to-new")}).code == 0);
  CHECK(fs::is_symlink(w.at("to-new")));
  CHECK_THAT(w.content("new"), Contains("trapline.results/1"));
}
