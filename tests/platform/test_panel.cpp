// The control panel of a machine that runs: by script, by socket, by a pipe and by real keys.
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/platform/panel_session.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

/// Two machines that share processors with a service OS, or a host.
const std::string two_of_them =
    "[platform]\nkind = \"KIND\"\nprocessors = 2\nmemory = \"256 MiB\"\n[scheduler]\nslice = \"5 ms\"\n"
    "[[vm]]\nname = \"a\"\nguest = \"ticks\"\n[[vm]]\nname = \"b\"\nguest = \"mixer\"\n";

std::string scenario_on(const std::string& kind) {
  std::string text = two_of_them;
  return text.replace(text.find("KIND"), 4, kind);
}

/// Everything that a command can do to them.
const std::string busy_script =
    "# a session\n"
    "2 ms: place pit NEAR\n"
    "+1 ms: place b pic FAR\n"
    "pause b\n"
    "10 ms: resume b\n"
    "+100 us: TWEAK\n"
    "inject b 5\n"
    "set vm.a.tick_policy no_delay_for_missed_ticks\n"
    "set scheduler.policy credit\n"
    "15 ms: create c guest=hello memory=\"8 MiB\"\n"
    "+2 ms: type b \"hello world\\n\"\n"
    "power b off\n"
    "25 ms: vms\n"
    "power b on\n"
    "bios b order disk\n"
    "reset b\n"
    "30 ms: destroy c\n"
    "create d like=b memory=\"8 MiB\"\n"
    "set scheduler.policy round_robin\n"
    "set seed 99\n"
    "40 ms: destroy d\n"
    "set costs.spread none\n"
    "60 ms: quit\n";

std::string script_on(const std::string& kind) {
  std::string text = busy_script;
  // Injection is the hypervisor's to choose.
  text.replace(text.find("TWEAK"), 5,
               kind == "hybrid" ? "set vm.b.injection stack_tweak" : "set vm.b.tick_policy delay");
  text.replace(text.find("NEAR"), 4, kind == "hybrid" ? "hypervisor" : "kernel");
  return text.replace(text.find("FAR"), 3, kind == "hybrid" ? "service_os" : "user");
}

struct run_of {
  int code;
  std::string text;
  json results;
};

/// Without what is the host's, and how it was computed.
run_of run_with_script(const temporary_folder& folder, const std::string& kind, const std::string& script,
                       const words& more = {}) {
  const std::string scenario = folder.file("s.toml", scenario_on(kind)).string();
  const std::string file = folder.file("script", script).string();
  const std::string out = (folder.path() / "r.json").string();
  const captured c =
      run_program(with({"run", scenario, "--panel-script", file, "--json", out, "--quiet"}, more));
  CAPTURE(c.err);
  REQUIRE((c.code == 0 || c.code == 3));
  json r = json::parse(content_of(out));
  check_that_figures_tile(r);
  r.erase("host");
  r["scenario"].erase("quantum");
  return {c.code, c.out, r};
}

std::string refusal(const temporary_folder& folder, const std::string& script,
                    const std::string& kind = "hybrid") {
  const std::string scenario = folder.file("s.toml", scenario_on(kind)).string();
  const captured c =
      run_program({"run", scenario, "--panel-script", folder.file("script", script).string(), "--quiet"});
  CHECK(c.code == 2);
  CHECK(c.out.empty());
  return c.err;
}

}  // namespace

TEST_CASE("panel: a script gives the same bytes at every quantum and number of threads, on both monitors") {
  for (const std::string kind : {"hybrid", "hosted"}) {
    CAPTURE(kind);
    const temporary_folder folder;
    const json usual = run_with_script(folder, kind, script_on(kind)).results;
    CHECK(usual["simulation"]["end"] == "interrupted");
    for (const std::string quantum : {"13 us", "1 ms"}) {
      CAPTURE(quantum);
      CHECK(run_with_script(folder, kind, script_on(kind), set("quantum", quantum)).results == usual);
    }
    CHECK(run_with_script(folder, kind, script_on(kind), {"--threads", "2"}).results == usual);
  }
}

TEST_CASE("panel: what a script does shows: rows of both places, the machines that came and went") {
  const temporary_folder folder;
  const run_of r = run_with_script(folder, "hybrid", script_on("hybrid"));
  std::size_t places = 0;
  for (const json& p : r.results["paths"])
    places += p["vm"] == "a" && p["device"] == "pit" && p["direction"] == "out";
  CHECK(places >= 1);
  REQUIRE(r.results["vms"].size() == 4);
  CHECK(r.results["vms"][2]["name"] == "c");
  CHECK(r.results["vms"][3]["end"]["reason"] == "destroyed");
  CHECK_THAT(r.text, Contains("Control panel") && Contains("25 ms: vms") && Contains("off"));
}

TEST_CASE("panel: results say what was said when, by whom, and what came of it") {
  const temporary_folder folder;
  const json r = run_with_script(folder, "hybrid",
                                 "1 ms: create c guest=hello memory=\"100 MiB\"\n"
                                 "+500 us: place pit hypervisor\n"
                                 "2 ms: create d guest=hello memory=\"100 MiB\"\n3 ms: quit\n")
                     .results;
  REQUIRE(r["commands"].size() == 4);
  const auto row = [](std::uint64_t us, const char* command, const char* result) {
    return json{{"time_ns", us * 1000}, {"command", command}, {"asked_by", "operator"}, {"result", result}};
  };
  const json& refused = r["commands"][2];
  CHECK_THAT(refused["reason"].get<std::string>(), Contains("left"));
  json others = r["commands"];
  for (json& one : others) one.erase("reason");
  CHECK(others == json::array({row(1000, "create c guest=hello \"memory=100 MiB\"", "done"),
                               row(1500, "place a pit hypervisor", "done"),
                               row(2000, "create d guest=hello memory=\"100 MiB\"", "refused"),
                               row(3000, "quit", "done")}));
  CHECK_FALSE(
      run_with_script(folder, "hybrid", "# nothing\n", {"--until", "5 ms"}).results.contains("commands"));
}

TEST_CASE("panel: what was refused is recorded, and refused again") {
  const temporary_folder folder;
  const std::string record = (folder.path() / "record").string();
  json first = run_with_script(folder, "hybrid",
                               "1 ms: create c guest=hello memory=\"100 MiB\"\n"
                               "2 ms: create d guest=hello memory=\"100 MiB\"\n3 ms: quit\n",
                               {"--panel-record", record})
                   .results;
  json again = run_with_script(folder, "hybrid", content_of(record)).results;
  CHECK(first["commands"][1]["result"] == "refused");
  for (json* one : {&first, &again}) one->erase("host");
  CHECK(first == again);
}

TEST_CASE("panel: a paused machine executes nothing, and goes on where it was") {
  const temporary_folder folder;
  const auto instructions = [&](const std::string& script) {
    return run_with_script(folder, "hybrid", script).results["vms"][1]["instructions"].get<std::uint64_t>();
  };
  const auto early = instructions("10 ms: quit\n");
  CHECK(instructions("10 ms: pause b\n20 ms: quit\n") == early);
  CHECK(instructions("10 ms: pause b\n15 ms: resume b\n20 ms: quit\n") > early);
}

TEST_CASE("panel: memory of a destroyed machine is free for another one") {
  const temporary_folder folder;
  // 256 MiB without the monitor's 80 and 2 for a and b: not twice 100.
  const std::string first = "1 ms: create c guest=hello memory=\"100 MiB\"\n";
  const run_of full = run_with_script(folder, "hybrid",
                                      first + "2 ms: create d guest=hello memory=\"100 MiB\"\n3 ms: quit\n");
  CHECK_THAT(full.text, Contains("refused") && Contains("left"));
  const run_of freed =
      run_with_script(folder, "hybrid",
                      first + "2 ms: destroy c\n3 ms: create d guest=hello memory=\"100 MiB\"\n4 ms: quit\n");
  CHECK(freed.text.find("refused") == std::string::npos);
}

TEST_CASE("panel: a script that is wrong is refused before anything runs, by file and line") {
  const temporary_folder folder;
  CHECK_THAT(refusal(folder, "1 ms: plcae pit hypervisor\n"),
             Contains("script:1") && Contains("did you mean \"place\"?"));
  CHECK_THAT(refusal(folder, "\n2 ms: vms\n1 ms: vms\n"), Contains("script:3") && Contains("back in time"));
  CHECK_THAT(refusal(folder, "1 ms:\n"), Contains("script:1") && Contains("not what"));
  CHECK_THAT(refusal(folder, "1 ms: destroy b\n2 ms: reset b\n"),
             Contains("script:2") && Contains("no VM \"b\""));
  CHECK_THAT(refusal(folder, "1 ms: create a guest=hello\n"), Contains("already"));
  CHECK_THAT(refusal(folder, "1 ms: create c guest=helo\n"), Contains("did you mean \"hello\"?"));
  CHECK_THAT(refusal(folder, "1 ms: create c memroy=\"1 MiB\"\n"), Contains("memory"));
  CHECK_THAT(refusal(folder, "1 ms: resume a\n"), Contains("is not paused"));
  CHECK_THAT(refusal(folder, "1 ms: power a on\n"), Contains("is on"));
  CHECK_THAT(refusal(folder, "1 ms: inject a 2\n"), Contains("no interrupt line 2"));
  CHECK_THAT(refusal(folder, "1 ms: key a esacpe\n"), Contains("escape"));
  CHECK_THAT(refusal(folder, "1 ms: set platform.processors 3\n"),
             Contains("cannot change while the machine runs"));
  CHECK_THAT(refusal(folder, "1 ms: set vm.a.memory \"2 MiB\"\n"),
             Contains("cannot change while the machine runs"));
  CHECK_THAT(refusal(folder, "1 ms: set vm.a.tick_policy delay_for_missed_ticks\n"), Contains("power-on"));
  CHECK_THAT(refusal(folder, "1 ms: set platform.profile skylake-2017\n"), Contains("clock"));
  CHECK_THAT(refusal(folder, "1 ms: set service_os.background 2\n"), Contains("service_os.background"));
  CHECK_THAT(refusal(folder, "1 ms: bios a date 2005-13-10\n"), Contains("date"));
  CHECK_THAT(refusal(folder, "1 ms: step 0\n"), Contains("no time"));
}

TEST_CASE("panel: a session through a pipe writes a script that gives the same bytes again") {
  const temporary_folder folder;
  const std::string scenario =
      folder
          .file("s.toml", scenario_on("hybrid") +
                              "[[at]]\ntime = \"2 ms\"\ncommand = 'create c guest=hello memory=\"8 MiB\"'\n")
          .string();
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  const std::string typed = folder
                                .file("typed",
                                      "pause\nplace pit hypervisor\nstep 3 ms\nvms\npause b\nstep 2 ms\n"
                                      "set service_os.background 0.3\nresume b\nnonsense\nstep 5 ms\nquit\n")
                                .string();
  const captured session = in_process([&] {
    ::dup2(::open(typed.c_str(), O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    return become_trapline({"run", scenario, "--panel", "--panel-record", path("record"), "--json",
                            path("one.json"), "--quiet"});
  });
  CAPTURE(session.err);
  CHECK(session.code == 3);
  CHECK_THAT(session.out, Contains("no command \"nonsense\""));
  const std::string record = content_of(path("record"));
  CAPTURE(record);
  CHECK_THAT(record, Contains(": place a pit hypervisor\n") && Contains(": quit\n"));
  CHECK(record.find("nonsense") == std::string::npos);
  CHECK(record.find("create") == std::string::npos);
  const json said = json::parse(content_of(path("one.json")))["commands"];
  CAPTURE(said);
  REQUIRE(said.size() == 11);
  CHECK(std::ranges::count(said, "scenario", [](const json& c) { return c["asked_by"]; }) == 1);
  const captured again =
      run_program({"run", scenario, "--panel-script", path("record"), "--json", path("two.json"), "--quiet"});
  CHECK(again.code == 3);
  const auto results = [&](const char* name) {
    json r = json::parse(content_of(path(name)));
    r.erase("host");
    return r.dump();
  };
  const bool equal = results("one.json") == results("two.json");
  CHECK(equal);
}

TEST_CASE("panel: --paused stands still before the first instruction, for somebody who can resume") {
  const temporary_folder folder;
  const std::string scenario = folder.file("s.toml", scenario_on("hybrid")).string();
  const std::string results = (folder.path() / "r.json").string();
  const std::string typed = folder.file("typed", "step 3 ms\nquit\n").string();
  const captured session = in_process([&] {
    ::dup2(::open(typed.c_str(), O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    return become_trapline({"run", scenario, "--panel", "--paused", "--json", results, "--quiet"});
  });
  CAPTURE(session.err);
  CHECK(session.code == 3);
  // Steps that the monitor had begun are finished.
  const std::uint64_t ended = json::parse(content_of(results))["simulation"]["time_ns"];
  CHECK((ended >= 3'000'000 && ended < 3'020'000));
  const captured alone = run_program({"run", scenario, "--paused"});
  CHECK(alone.code == 2);
  CHECK_THAT(alone.err, Contains("--panel or --panel-socket is needed"));
}

TEST_CASE("panel: a machine that is reset when its module was written to ends, and its results are there") {
  const temporary_folder folder;
  const auto path = [&](const char* name) { return (folder.path() / name).string(); };
  const auto write_module = [&](char content) {
    return folder.file("module", std::string(100'000, content)).string();
  };
  const words arguments = with(
      {"run", "blank", "--quiet", "--paused", "--panel-socket", path("socket"), "--json", path("r.json")},
      with(set("vm.kernel", TRAPLINE_TEST_GUESTS "/boots-again.rom"), set("vm.initrd", write_module('a'))));
  running_program program{arguments};
  {
    panel_client operator_of_it{path("socket")};
    CHECK(operator_of_it.line().contains("QMP"));
    CHECK(operator_of_it.ask("qmp_capabilities").contains("return"));
    write_module('b');
    CHECK(operator_of_it.ask("reset", {{"vm", "a"}}).contains("return"));
    CHECK(operator_of_it.ask("resume").contains("return"));
  }
  CHECK(program.end() == 3);
  CHECK(json::parse(content_of(path("r.json")))["vms"][0]["end"]["reason"] == "not_loaded_again");
}

TEST_CASE("panel: programs say the same by a socket, which is its owner's") {
  const temporary_folder folder;
  const std::string path = (folder.path() / "socket").string();
  const std::string scenario = folder.file("s.toml", scenario_on("hybrid")).string();
  running_program program{{"run", scenario, "--panel-socket", path, "--panel-script",
                           folder.file("script", "0: pause\n").string(), "--until", "20 s"}};
  panel_client one{path};
  struct stat there {};
  REQUIRE(::stat(path.c_str(), &there) == 0);
  CHECK((there.st_mode & 0777) == 0600);
  CHECK(one.line().contains("QMP"));
  CHECK(one.ask("qmp_capabilities")["return"] == json::object());
  const json vms = one.ask("vms");
  REQUIRE(vms["return"].size() == 2);
  CHECK(vms["return"][1]["name"] == "b");
  // Everything stands still: the same twice.
  CHECK(one.ask("vms")["return"] == vms["return"]);

  panel_client two{path};
  CHECK(two.line().contains("QMP"));
  CHECK(two.ask("place", {{"device", "pit"}, {"place", "hypervisor"}})["return"] == json::object());
  CHECK(two.ask("devices")["return"].dump().find("hypervisor") != std::string::npos);
  CHECK(two.ask("step", {{"for", "2 ms"}}).contains("return"));
  json after;
  do after = two.ask("vms");
  while (after["return"] == vms["return"]);

  const json wrong = two.ask("place", {{"device", "pit"}, {"place", "moon"}});
  CHECK(wrong["error"]["class"] == "GenericError");
  CHECK_THAT(wrong["error"]["desc"].get<std::string>(), Contains("no place \"moon\""));
  CHECK(two.ask("nonsense")["error"]["class"] == "CommandNotFound");
  two.send("{\"execute\": \"vms\", \"args\": {}, \"id\": \"x\"}\nthis is no JSON\n");
  CHECK(two.answer()["id"] == "x");
  CHECK_THAT(two.answer()["error"]["desc"].get<std::string>(), Contains("not JSON"));
  const json schema = two.ask("query-schema")["return"];
  CHECK(schema.size() == two.ask("query-commands")["return"].size());
  CHECK(schema.size() >= 25);
  CHECK(two.ask("snapshot")["return"]["schema"] == "trapline.results/1");
  two.ask("quit");
  CHECK(program.end() == 3);
  CHECK(::stat(path.c_str(), &there) != 0);
  while (!one.line().is_null()) {
  }
  CHECK(two.heard("COMMAND"));
}

TEST_CASE("panel: a socket's path that cannot be one is refused, and one that is left over is taken") {
  const temporary_folder folder;
  const auto attempt = [&](const std::string& path) {
    return run_program({"run", "hello", "--panel-socket", path, "--quiet"});
  };
  const std::string file = folder.file("file", "precious").string();
  captured c = attempt(file);
  CHECK(c.code == 2);
  CHECK_THAT(c.err, Contains("is no socket"));
  CHECK(content_of(file) == "precious");
  c = attempt((folder.path() / std::string(120, 'x')).string());
  CHECK(c.code == 2);
  CHECK_THAT(c.err, Contains("107"));
  CHECK(attempt((folder.path() / "no" / "folder").string()).code == 2);

  const std::string left = (folder.path() / "left").string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, left.c_str(), sizeof address.sun_path - 1);
  const int old = ::socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(::bind(old, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(old, 1) == 0);
  c = attempt(left);
  CHECK(c.code == 2);
  CHECK_THAT(c.err, Contains("in use"));
  ::close(old);
  CHECK(attempt(left).code == 0);
}

TEST_CASE("panel: real keys at a terminal: completion, history, and the terminal is as before at the end") {
  const temporary_folder folder;
  const std::string scenario = folder.file("s.toml", scenario_on("hybrid")).string();
  terminal_session s{{"run", scenario, "--panel"}};
  REQUIRE(s.shows("trapline> "));
  bool is_raw = false;
  for (int tries = 0; tries < 200 && !is_raw; ++tries) {
    is_raw = !s.terminal_is_as_before();
    ::usleep(20'000);
  }
  CHECK(is_raw);
  s.type("pause\r");
  REQUIRE(s.shows("trapline> "));
  s.type("pla\t");
  // What is completed is written behind the word's begin, with the cursor put there first.
  CHECK(s.shows("ce "));
  s.type("pit hyp\t");
  CHECK(s.shows("ervisor"));
  s.type("\r");
  REQUIRE(s.shows("trapline> "));
  s.type("devices\r");
  CHECK(s.shows("hypervisor"));
  REQUIRE(s.shows("trapline> "));
  s.type("vsm\r");
  CHECK(s.shows("did you mean \"vms\"?"));
  REQUIRE(s.shows("trapline> "));
  s.type("\x1b[A\x1b[A\r");  // the command before the last one
  CHECK(s.shows("hypervisor"));
  REQUIRE(s.shows("trapline> "));
  s.type("quit\r");
  CHECK(s.end() == 3);
  CHECK(s.terminal_is_as_before());
}
