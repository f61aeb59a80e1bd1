#include "platform/command_line/terminal.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>

#include "platform/files/write_all.h"

namespace trapline {
namespace {

constexpr std::uint8_t control_a = 0x01;
/// What ends a process without asking it.
constexpr std::array deadly{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

/// Of one terminal: a process has no more than one standard input.
termios before;
volatile std::sig_atomic_t raw = 0;

void restore() {
  if (raw == 0) return;
  raw = 0;
  tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

void restore_and_die(int signal) {
  restore();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void make_raw() {
  if (tcgetattr(STDIN_FILENO, &before) != 0) return;
  termios now = before;
  cfmakeraw(&now);
  if (tcsetattr(STDIN_FILENO, TCSANOW, &now) != 0) return;
  raw = 1;
  for (const int signal : deadly) std::signal(signal, restore_and_die);
}

void make_usual() {
  if (raw == 0) return;
  restore();
  for (const int signal : deadly) std::signal(signal, SIG_DFL);
}

}  // namespace

bool terminal::is_interactive() { return isatty(STDIN_FILENO) != 0; }

terminal::terminal(run_control& control) : control_{control}, interactive_{is_interactive()} {
  if (!interactive_) return;
  std::fputs("The guest's console; Ctrl-A X leaves.\n", stderr);
  make_raw();
}

terminal::~terminal() { leave(); }

void terminal::show(char c) {
  shown_.push_back(c);
  constexpr std::size_t enough = 512;
  if (c == '\n' || shown_.size() >= enough) flush();
}

void terminal::flush() {
  if (error_ == 0) error_ = write_all(STDOUT_FILENO, shown_);
  shown_.clear();
}

bool terminal::leave() {
  flush();
  make_usual();
  return error_ == 0;
}

void terminal::typed(std::uint8_t byte) {
  if (!interactive_) return waiting_.push_back(byte);
  if (!after_escape_) {
    if (byte == control_a)
      after_escape_ = true;
    else
      waiting_.push_back(byte);
    return;
  }
  after_escape_ = false;
  if (byte == 'x' || byte == 'X') control_.stop = true;
  if (byte == 'a' || byte == 'A') waiting_.push_back(control_a);
}

void terminal::read_what_came() {
  if (at_end_) return;
  pollfd input{STDIN_FILENO, POLLIN, 0};
  if (::poll(&input, 1, 0) <= 0) return;
  std::array<std::uint8_t, 4096> part{};
  const ssize_t n = ::read(STDIN_FILENO, part.data(), part.size());
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (n <= 0) {
    at_end_ = true;
    // A terminal that has gone takes its user with it.
    if (interactive_) control_.stop = true;
    return;
  }
  std::for_each(part.begin(), part.begin() + n, [this](std::uint8_t b) { typed(b); });
}

std::optional<std::uint8_t> terminal::next() {
  if (waiting_.empty()) read_what_came();
  if (waiting_.empty()) return std::nullopt;
  const std::uint8_t byte = waiting_.front();
  waiting_.pop_front();
  return byte;
}

void terminal::pace(instant simulated) {
  flush();
  if (!interactive_) return;
  read_what_came();
  const auto real = std::chrono::steady_clock::now() - began_;
  const auto ahead = std::chrono::nanoseconds{simulated.nanoseconds()} - real;
  const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(ahead).count();
  pollfd input{STDIN_FILENO, POLLIN, 0};
  if (wait > 0 && !at_end_ && !control_.stop) ::poll(&input, 1, static_cast<int>(wait));
}

}  // namespace trapline
