#include "platform/exploration/process_pool.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <stdexcept>

#include "platform/files/write_all.h"

namespace trapline::exploration {

process_pool::~process_pool() {
  for (const child& c : running_) {
    ::kill(c.process, SIGKILL);
    finish(c);
  }
}

bool process_pool::fork(std::size_t number) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error{"no pipe can be made"};
  // Or it would be written by both.
  std::cout.flush();
  std::cerr.flush();
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) throw std::runtime_error{"no process can be made"};
  if (process == 0) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    ::close(ends[0]);
    for (const child& other : running_) ::close(other.pipe);
    running_.clear();
    to_parent_ = ends[1];
    return true;
  }
  ::close(ends[1]);
  running_.push_back({number, process, ends[0], {}, std::chrono::steady_clock::now()});
  return false;
}

void process_pool::hand_back(const std::string& text) {
  static_cast<void>(write_all(to_parent_, text));
  std::cout.flush();
  std::cerr.flush();
  ::_exit(0);
}

void process_pool::interrupt() const {
  for (const child& c : running_) ::kill(c.process, SIGINT);
}

bool process_pool::receive(child& from) {
  char part[65'536];
  const ssize_t n = ::read(from.pipe, part, sizeof part);
  if (n < 0 && errno == EINTR) return false;
  if (n > 0) from.text.append(part, static_cast<std::size_t>(n));
  return n <= 0;
}

process_pool::ended process_pool::finish(const child& c) {
  ::close(c.pipe);
  int status = 0;
  while (::waitpid(c.process, &status, 0) < 0 && errno == EINTR) {
  }
  return {c.number, c.text, status, std::chrono::steady_clock::now() - c.began};
}

std::vector<process_pool::ended> process_pool::wait(std::chrono::milliseconds most) {
  std::vector<pollfd> waiting;
  for (const child& c : running_) waiting.push_back({c.pipe, POLLIN, 0});
  ::poll(waiting.data(), waiting.size(), static_cast<int>(most.count()));
  std::vector<ended> all;
  for (std::size_t i = waiting.size(); i-- > 0;) {
    if (waiting[i].revents == 0 || !receive(running_[i])) continue;
    all.push_back(finish(running_[i]));
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return all;
}

}  // namespace trapline::exploration
