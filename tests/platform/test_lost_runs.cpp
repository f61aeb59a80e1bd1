// Whatever ends a run, what it found out until then is there.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

#include "tests/support/temporary_folder.h"
#include "tests/support/trapline_program.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

/// A run of the guest that says "here" and computes for ever, which has said it.
class running {
 public:
  explicit running(const words& settings) {
    const words what = with(with(own_guest("end-spin"), settings),
                            {"--quiet", "--until", "1000 s", "--serial", at("serial"), "--json", at("json")});
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(::open(at("out").c_str(), O_WRONLY | O_CREAT, 0666), STDOUT_FILENO);
      ::dup2(::open(at("err").c_str(), O_WRONLY | O_CREAT, 0666), STDERR_FILENO);
      ::_exit(become_trapline(what));
    }
    while (read("serial") != "here\n" && ::waitpid(process_, nullptr, WNOHANG) == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds{5});
    // It looks whether its last character has left, which are exits, and computes only then.
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  /// @return the exit code, -1 if the signal ended it.
  int end_by(int signal) {
    ::kill(process_, signal);
    int status = 0;
    ::waitpid(process_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string read(const std::string& name) const { return content_of(at(name)); }

 private:
  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

  temporary_folder folder_;
  pid_t process_ = -1;
};

const std::vector<words>& platforms() {
  static const std::vector<words> all{set("platform.kind", "native"), set("vm.placement", "service-os"),
                                      with(set("platform.kind", "hosted"), set("vm.placement", "user"))};
  return all;
}

}  // namespace

TEST_CASE("lost runs: the last characters on the serial line arrive when the guest turns itself off") {
  for (const words& platform : platforms())
    for (const char* guest : {"tail", "tail-fifo"}) {
      const captured r = run_program(with(with(own_guest(guest), platform), {"--quiet", "--serial", "-"}));
      CAPTURE(platform, guest, r.err);
      CHECK(r.code == 0);
      CHECK(r.out == "0123456789ABCDE\n");
    }
}

TEST_CASE("lost runs: a run that is killed leaves what its guest had sent") {
  for (const words& platform : platforms()) {
    running run{platform};
    CHECK(run.end_by(SIGKILL) == -1);
    CHECK(run.read("serial") == "here\n");
  }
}

TEST_CASE("lost runs: a fatal signal ends with the report so far, the VM, and where it stood") {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT})
    for (const words& platform : platforms()) {
      running run{platform};
      CAPTURE(platform, signal);
      CHECK(run.end_by(signal) == 4);
      const std::string said = run.read("err");
      CAPTURE(said);
      CHECK_THAT(said, Contains("trapline: a fault of ours: SIG") && Contains("trapline: a: ") &&
                           Contains("cs:rip f000:"));
      CHECK_THAT(run.read("out"), Contains("Device accesses"));
      const json r = json::parse(run.read("json"));
      CHECK(r["simulation"]["end"] == "crashed");
      CHECK(r["vms"][0]["end"]["reason"] == "crashed");
    }
}

TEST_CASE("lost runs: a signal of the host's end is 3, with the report so far") {
  for (const int signal : {SIGTERM, SIGHUP, SIGINT, SIGXCPU}) {
    running run{set("vm.placement", "service-os")};
    CHECK(run.end_by(signal) == 3);
    CHECK(json::parse(run.read("json"))["simulation"]["end"] == "interrupted");
  }
}
