// A guest that cannot go on, fails, or is not let: what the program says, and how it exits.
#include <sys/wait.h>
#include <csignal>
#include <thread>

#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

words ending(const std::string& how) { return own_guest("end-" + how); }

/// The report of a run that did not end well: on both platforms, with the text of `message` and the
/// registers.
void check_bad_end(const words& what, int code, const std::string& reason, const std::string& message) {
  for (const words& platform : {set("platform.kind", "native"), set("platform.kind", "hybrid")}) {
    CAPTURE(what, platform);
    const captured text = run_program(with(with(what, platform), {"--quiet"}));
    CHECK(text.code == code);
    CHECK_THAT(text.err, Catch::StartsWith("trapline: a: ") && Contains(message) &&
                             Contains("cs:rip f000:") && Contains("; last ports: "));
    // The last of them waited for the serial line.
    CHECK_THAT(text.err, Contains("in 3FDh 60h"));
    CHECK(std::count(text.err.begin(), text.err.end(), '\n') == 1);
    CHECK_THAT(text.out, Contains("here") && Contains("Device accesses"));
    const captured machine = run_program(with(with(what, platform), {"--quiet", "--json", "-"}));
    CHECK(machine.code == code);
    const json r = json::parse(machine.out);
    CHECK(r["vms"][0]["end"]["reason"] == reason);
    check_that_figures_tile(r);
  }
}

}  // namespace

TEST_CASE("endings: a guest that halts with interrupts off is 3, with its registers") {
  check_bad_end(ending("halt"), 3, "halted_for_ever", "halted");
}

TEST_CASE(
    "endings: the last exceptions are told however a guest ends, and calls of services by INT are none") {
  check_bad_end(ending("undefined"), 3, "halted_for_ever", "; last exceptions: 6 at f000:");
}

TEST_CASE("endings: a guest that faults three times is 3, with its registers") {
  check_bad_end(ending("fault"), 3, "triple_fault", "triple fault");
}

TEST_CASE("endings: a guest that exceeds its time is 3, at that time") {
  check_bad_end(with(ending("spin"), {"--until", "30 ms"}), 3, "limit", "time limit");
  const captured r = run_program(with(ending("spin"), {"--until", "30 ms", "--quiet", "--json", "-"}));
  const auto time = json::parse(r.out)["simulation"]["time_ns"].get<std::uint64_t>();
  CHECK(time >= 30'000'000);
  CHECK(time <= 31'000'000);
}

TEST_CASE("endings: a guest that waits for an interrupt that cannot come ends as well") {
  const captured r = run_program(with(ending("wait"), {"--until", "5 s", "--quiet", "--json", "-"}));
  CHECK(r.code == 3);
  const std::string reason = json::parse(r.out)["vms"][0]["end"]["reason"];
  CHECK((reason == "halted_for_ever" || reason == "limit"));
}

TEST_CASE("endings: a guest that ends with a code of its own is 1, and the code is said") {
  check_bad_end(ending("fail"), 1, "exit", "code 7");
  const captured r = run_program(with(ending("fail"), {"--quiet", "--json", "-"}));
  CHECK(json::parse(r.out)["vms"][0]["end"]["code"] == 7);
}

TEST_CASE("endings: Ctrl-C ends the run with 3, and the results so far are written") {
  const temporary_folder folder;
  const std::string results = (folder.path() / "r.json").string();
  // Ended by the signal long before its limit, however slow the host is.
  const words arguments = with(ending("spin"), {"--until", "720 h", "--quiet", "--json", results});
  const captured r = in_process([&] {
    const pid_t program = ::fork();
    if (program == 0) ::_exit(become_trapline(arguments));
    // Its output file is made beside the final one just before the simulation starts.
    while (std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    std::this_thread::sleep_for(std::chrono::seconds{1});
    ::kill(program, SIGINT);
    int status = 0;
    ::waitpid(program, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
  });
  CHECK(r.code == 3);
  CHECK_THAT(r.err, Contains("interrupted"));
  CHECK_THAT(r.out, Contains("Device accesses"));
  const json so_far = json::parse(content_of(results));
  CHECK(so_far["simulation"]["end"] == "interrupted");
  CHECK(so_far["simulation"]["time_ns"].get<std::uint64_t>() > 0);
  check_that_figures_tile(so_far);
}

TEST_CASE("endings: a run does not wait for an endless guest, unless there are no others") {
  const temporary_folder folder;
  const std::string scenario =
      "[[vm]]\nname = \"a\"\nguest = \"ticks\"\nplacement = \"hypervisor\"\n"
      "[[vm]]\nname = \"busy\"\nguest = \"endless\"\n";
  const json r = results_of({"run", folder.file("s.toml", scenario).string()});
  CHECK(r["simulation"]["end"] == "guest_exit");
  CHECK(r["vms"][1]["end"]["reason"] == "outlived");
  CHECK(r["vms"][1]["instructions"].get<std::uint64_t>() > 1'000'000);
  for (const words& platform : {set("platform.kind", "native"), set("platform.kind", "hosted")}) {
    const captured alone = run_program(
        with(with({"run", "hello", "--quiet", "--until", "5 ms"}, set("vm.guest", "endless")), platform));
    CHECK(alone.code == 3);
    CHECK_THAT(alone.err, Contains("time limit"));
  }
}
