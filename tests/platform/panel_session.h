/// The program with a control panel: its socket as a client has it, a terminal with keys.
#pragma once

#include <poll.h>
#include <pty.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <thread>

#include "tests/support/trapline_program.h"

namespace trapline::testing {

/// A client of a panel's socket.
class panel_client {
 public:
  /// Waits until somebody listens there.
  explicit panel_client(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    for (int tries = 0; tries < 600; ++tries) {
      file_ = ::socket(AF_UNIX, SOCK_STREAM, 0);
      if (::connect(file_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
      ::close(file_);
      std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
    FAIL("nobody listens at " << path);
  }
  ~panel_client() { ::close(file_); }
  panel_client(const panel_client&) = delete;
  panel_client& operator=(const panel_client&) = delete;

  void send(const std::string& text) const {
    REQUIRE(::send(file_, text.data(), text.size(), MSG_NOSIGNAL) > 0);
  }
  /// The next line; null at the end.
  json line() {
    for (;;) {
      if (const std::size_t end = came_.find('\n'); end != std::string::npos) {
        const json j = json::parse(came_.substr(0, end));
        came_.erase(0, end + 1);
        return j;
      }
      pollfd p{file_, POLLIN, 0};
      if (::poll(&p, 1, 60'000) <= 0) return nullptr;
      char part[4096];
      const ssize_t n = ::recv(file_, part, sizeof part, 0);
      if (n <= 0) return nullptr;
      came_.append(part, static_cast<std::size_t>(n));
    }
  }
  /// Says a command; the line that answers it. Events go to `events`.
  json ask(const std::string& name, const json& arguments = json::object()) {
    send(json{{"execute", name}, {"arguments", arguments}, {"id", ++id_}}.dump() + "\n");
    return answer();
  }
  json answer() {
    for (;;) {
      json j = line();
      if (j.is_null() || !j.contains("event")) return j;
      events.push_back(std::move(j));
    }
  }
  bool heard(const std::string& event) const {
    for (const json& e : events)
      if (e["event"] == event) return true;
    return false;
  }

  std::vector<json> events;

 private:
  int file_ = -1;
  int id_ = 0;
  std::string came_;
};

/// The program, running.
class running_program {
 public:
  /// @param input a file descriptor for its standard input, output and error; -1 for none.
  explicit running_program(const words& arguments, int terminal = -1) : process_{::fork()} {
    if (process_ != 0) return;
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
      if (terminal >= 0) ::dup2(terminal, file);
    if (terminal < 0 && (std::freopen("/dev/null", "r", stdin) == nullptr ||
                         std::freopen("/dev/null", "w", stdout) == nullptr ||
                         std::freopen("/dev/null", "w", stderr) == nullptr))
      ::_exit(126);
    ::_exit(become_trapline(arguments));
  }
  ~running_program() {
    if (!ended_) ::kill(process_, SIGKILL), end();
  }
  /// @return its exit code; 128 and the signal that ended it.
  int end() {
    int status = 0;
    ::waitpid(process_, &status, 0);
    ended_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  bool has_ended() const {
    siginfo_t ended{};
    ::waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT);
    return ended.si_pid != 0;
  }

 private:
  pid_t process_;
  bool ended_ = false;
};

/// The program at a terminal of its own.
class terminal_session {
 public:
  explicit terminal_session(const words& arguments) {
    REQUIRE(::openpty(&ours_, &theirs_, nullptr, nullptr, nullptr) == 0);
    ::tcgetattr(theirs_, &before_);
    program_ = std::make_unique<running_program>(arguments, theirs_);
  }
  ~terminal_session() {
    program_.reset();
    ::close(ours_);
    ::close(theirs_);
  }
  void type(const std::string& keys) const { REQUIRE(::write(ours_, keys.data(), keys.size()) > 0); }
  /// Waits until it has shown this since the last time.
  bool shows(const std::string& text) {
    for (int waited = 0; waited < 1200; ++waited) {
      if (const std::size_t at = all_.find(text, seen_); at != std::string::npos) {
        seen_ = at + text.size();
        return true;
      }
      if (!more() && program_->has_ended() && !more()) return false;
    }
    UNSCOPED_INFO("it shows: " << all_.substr(seen_));
    return false;
  }
  int end() {
    while (!program_->has_ended()) more();
    while (more()) {
    }
    return program_->end();
  }
  bool terminal_is_as_before() const {
    termios now{};
    ::tcgetattr(theirs_, &now);
    return now.c_lflag == before_.c_lflag && now.c_iflag == before_.c_iflag && now.c_oflag == before_.c_oflag;
  }
  const std::string& all() const { return all_; }

 private:
  bool more() {
    pollfd p{ours_, POLLIN, 0};
    if (::poll(&p, 1, 50) <= 0) return false;
    char part[4096];
    const ssize_t n = ::read(ours_, part, sizeof part);
    if (n > 0) all_.append(part, static_cast<std::size_t>(n));
    return n > 0;
  }

  int ours_ = -1, theirs_ = -1;
  termios before_{};
  std::unique_ptr<running_program> program_;
  std::string all_;
  std::size_t seen_ = 0;
};

}  // namespace trapline::testing
