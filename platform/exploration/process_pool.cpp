#include "platform/exploration/process_pool.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "platform/files/write_all.h"

namespace trapline::exploration {

namespace {

int status_of(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

process_pool::~process_pool() {
  for (child& c : children_) {
    ::kill(c.process, SIGKILL);
    finish(c);
  }
  bury();
}

bool process_pool::fork(std::size_t number) {
  begin_more();
  bury();
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw std::runtime_error{"no socket can be made"};
  // Or it would be written by both.
  std::cout.flush();
  std::cerr.flush();
  const bool begins = children_.size() < at_once_;
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error{"no process can be made"};
  if (process == 0) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::close(ends[0]);
    for (const child& other : children_) ::close(other.socket);
    children_.clear();
    to_parent_ = ends[1];
    if (!begins) await_beginning(to_parent_);
    return true;
  }
  ::close(ends[1]);
  children_.push_back({number, process, ends[0], {}, begins, std::chrono::steady_clock::now()});
  return false;
}

void process_pool::await_beginning(int socket) {
  char word;
  ssize_t n;
  while ((n = ::read(socket, &word, 1)) < 0 && errno == EINTR) {
  }
  if (n != 1) ::_exit(1);
}

void process_pool::begin_more() {
  const std::size_t may_run = std::min<std::size_t>(at_once_, children_.size());
  for (std::size_t i = 0; i < may_run; ++i) {
    child& c = children_[i];
    if (c.begun) continue;
    c.begun = true;
    c.began = std::chrono::steady_clock::now();
    // If it has died, that is seen where it is waited for.
    static_cast<void>(::send(c.socket, "", 1, MSG_NOSIGNAL));
  }
}

void process_pool::hand_back(const std::string& text) {
  // What it says stands before what is said of it.
  std::cout.flush();
  std::cerr.flush();
  static_cast<void>(write_all(to_parent_, {text.c_str(), text.size() + 1}));
  ::_exit(0);
}

void process_pool::interrupt() const {
  for (const child& c : children_) ::kill(c.process, SIGINT);
}

bool process_pool::receive(child& from) {
  char part[65'536];
  const ssize_t n = ::read(from.socket, part, sizeof part);
  if (n < 0 && errno == EINTR) return false;
  if (n > 0) from.text.append(part, static_cast<std::size_t>(n));
  return n <= 0 || part[n - 1] == '\0';
}

process_pool::ended process_pool::finish(child& c) {
  const auto took = std::chrono::steady_clock::now() - c.began;
  ::close(c.socket);
  if (c.text.ends_with('\0')) {
    c.text.pop_back();
    leaving_.push_back(c.process);
    return {c.number, std::move(c.text), 0, took};
  }
  return {c.number, "", status_of(c.process), took};
}

void process_pool::bury() {
  for (const pid_t process : std::exchange(leaving_, {})) status_of(process);
}

std::vector<process_pool::ended> process_pool::wait(std::chrono::milliseconds most) {
  begin_more();
  std::vector<pollfd> waiting;
  for (const child& c : children_) waiting.push_back({c.socket, POLLIN, 0});
  ::poll(waiting.data(), waiting.size(), static_cast<int>(most.count()));
  std::vector<ended> all;
  for (std::size_t i = waiting.size(); i-- > 0;) {
    if (waiting[i].revents == 0 || !receive(children_[i])) continue;
    all.push_back(finish(children_[i]));
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return all;
}

}  // namespace trapline::exploration
