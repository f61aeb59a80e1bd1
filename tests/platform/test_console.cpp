// A guest's serial line as the console of whoever runs the program: a file, or a person at a terminal.
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>

#include <csignal>

#include "tests/support/temporary_folder.h"
#include "tests/support/tiling.h"

using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

words echo_at_console() { return with(own_guest("echo"), {"--console", "--quiet"}); }

captured with_input(const words& what, const std::string& input) {
  const temporary_folder folder;
  const std::string file = folder.file("typed", input).string();
  return in_process([&] {
    ::dup2(::open(file.c_str(), O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    return become_trapline(what);
  });
}

/// The program at a terminal of its own.
class session {
 public:
  explicit session(const words& what) {
    ::openpty(&ours_, &theirs_, nullptr, nullptr, nullptr);
    ::tcgetattr(theirs_, &before_);
    program_ = ::fork();
    if (program_ == 0) {
      for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(theirs_, file);
      ::_exit(become_trapline(what));
    }
  }
  ~session() {
    ::close(ours_);
    ::close(theirs_);
  }
  void type(const std::string& text) const { REQUIRE(::write(ours_, text.data(), text.size()) > 0); }
  /// Waits until it has shown this.
  bool shows(const std::string& text) {
    while (all_.find(text) == std::string::npos)
      if (!more()) return false;
    return true;
  }
  void signal(int what) const { ::kill(program_, what); }
  /// @return its exit code; 128 and the signal that ended it.
  int end() {
    int status = 0;
    while (::waitpid(program_, &status, WNOHANG) == 0) more();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  bool terminal_is_as_before() const {
    termios now{};
    ::tcgetattr(theirs_, &now);
    return now.c_lflag == before_.c_lflag && now.c_iflag == before_.c_iflag && now.c_oflag == before_.c_oflag;
  }

 private:
  bool more() {
    constexpr int patience_ms = 20'000, glance_ms = 50;
    char part[4096];
    for (int waited = 0; waited < patience_ms; waited += glance_ms) {
      pollfd p{ours_, POLLIN, 0};
      if (::poll(&p, 1, glance_ms) > 0) {
        const ssize_t n = ::read(ours_, part, sizeof part);
        if (n > 0) all_.append(part, static_cast<std::size_t>(n));
        return n > 0;
      }
      siginfo_t ended{};
      ::waitid(P_PID, static_cast<id_t>(program_), &ended, WEXITED | WNOHANG | WNOWAIT);
      if (ended.si_pid != 0) return false;
    }
    return false;
  }

  int ours_ = -1, theirs_ = -1;
  pid_t program_ = -1;
  termios before_{};
  std::string all_;
};

}  // namespace

TEST_CASE(
    "console: a file's bytes reach the guest in order, one as it takes the other, wherever its UART is") {
  const std::string typed = "The slow brown fox? No: 0123456789, [brackets] and a tab\t.q";
  for (const words& where :
       {set("platform.kind", "native"), set("vm.placement", "service-os"), set("vm.placement", "hypervisor"),
        with(set("platform.kind", "hosted"), set("vm.placement", "user")),
        with(set("platform.kind", "hosted"), set("vm.placement", "kernel"))}) {
    CAPTURE(where);
    const captured r = with_input(with(echo_at_console(), where), typed);
    CHECK(r.code == 0);
    CHECK(r.out.rfind("echo\n" + typed, 0) == 0);
  }
}

TEST_CASE("console: what a file types is the same run twice") {
  const temporary_folder folder;
  const std::string results = (folder.path() / "r.json").string();
  const auto run = [&] {
    CHECK(with_input(with(echo_at_console(), {"--json", results}), "a b c q").code == 0);
    json r = json::parse(content_of(results));
    check_that_figures_tile(r);
    r.erase("host");
    return r.dump();
  };
  const bool equal = run() == run();
  CHECK(equal);
}

TEST_CASE("console: an end of the file is no end of the guest, which its limit ends") {
  const captured r = with_input(with(echo_at_console(), {"--until", "100 ms"}), "abc");
  CHECK(r.code == 3);
  CHECK(r.out.rfind("echo\nabc", 0) == 0);
  CHECK_THAT(r.err, Contains("time limit"));
}

TEST_CASE("console: standard output cannot be the results' too") {
  const captured r = with_input(with(echo_at_console(), {"--json", "-"}), "q");
  CHECK(r.code == 2);
  CHECK_THAT(r.err, Contains("is standard output, as another output is"));
}

TEST_CASE(
    "console: keys of a terminal reach the guest, Ctrl-C too, and the terminal is as before at the end") {
  session s{echo_at_console()};
  REQUIRE(s.shows("echo"));
  CHECK_FALSE(s.terminal_is_as_before());
  s.type("hi\x03there");
  CHECK(s.shows("hi\x03there"));
  s.type("q");
  CHECK(s.end() == 0);
  CHECK(s.terminal_is_as_before());
}

TEST_CASE("console: Ctrl-A X leaves, and the results so far are written") {
  const temporary_folder folder;
  const std::string results = (folder.path() / "r.json").string();
  session s{with(echo_at_console(), {"--json", results})};
  REQUIRE(s.shows("echo"));
  s.type(
      "\x01"
      "a");
  CHECK(s.shows("\x01"));
  s.type("\x01x");
  CHECK(s.end() == 3);
  CHECK(s.terminal_is_as_before());
  CHECK(json::parse(content_of(results))["simulation"]["end"] == "interrupted");
}

TEST_CASE("console: a signal that ends the program leaves the terminal as it was") {
  for (const auto& [signal, code] : {std::pair{SIGTERM, 3}, {SIGHUP, 3}, {SIGSEGV, 4}}) {
    session s{echo_at_console()};
    REQUIRE(s.shows("echo"));
    s.signal(signal);
    CHECK(s.end() == code);
    CHECK(s.terminal_is_as_before());
  }
}
