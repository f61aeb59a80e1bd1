// Copies of this process that work, and copies in reserve.
#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "platform/exploration/process_pool.h"

using trapline::exploration::process_pool;
using namespace std::chrono_literals;

namespace {

struct pipe_pair {
  pipe_pair() { REQUIRE(::pipe(ends) == 0); }
  ~pipe_pair() {
    close_writer();
    ::close(ends[0]);
  }
  void close_writer() {
    if (ends[1] >= 0) ::close(std::exchange(ends[1], -1));
  }
  void write(char c) const {
    if (::write(ends[1], &c, 1) != 1) std::abort();
  }
  /// One character; '\0' where there is none any more.
  char read() const {
    char c = '\0';
    return ::read(ends[0], &c, 1) == 1 ? c : '\0';
  }
  int ends[2];
};

/// Of this process, in the order of their making.
std::vector<pid_t> children() {
  std::ifstream listed{"/proc/self/task/" + std::to_string(::getpid()) + "/children"};
  std::vector<pid_t> all;
  for (pid_t p = 0; listed >> p;) all.push_back(p);
  return all;
}

process_pool::ended next_end(process_pool& pool) {
  for (;;)
    if (auto all = pool.wait(1s); !all.empty()) {
      REQUIRE(all.size() == 1);
      return all.front();
    }
}

}  // namespace

TEST_CASE("process pool: a text comes whole, however long, and with no text there is a status") {
  process_pool pool{1};
  const std::string longer(3'000'000, 'x');
  if (pool.fork(7)) pool.hand_back(longer);
  CHECK(pool.full());
  const process_pool::ended whole = next_end(pool);
  CHECK(whole.number == 7);
  CHECK(whole.text == longer);
  CHECK(whole.status == 0);
  if (pool.fork(8)) ::_exit(3);
  const process_pool::ended none = next_end(pool);
  CHECK(none.text.empty());
  CHECK(WEXITSTATUS(none.status) == 3);
}

TEST_CASE("process pool: what was killed while it handed its text back has none") {
  process_pool pool{1};
  if (pool.fork(0)) pool.hand_back(std::string(3'000'000, 'x'));
  std::vector<process_pool::ended> all = pool.wait(10s);
  REQUIRE(all.empty());
  ::kill(children().at(0), SIGKILL);
  const process_pool::ended cut = next_end(pool);
  CHECK(cut.text.empty());
  CHECK(WTERMSIG(cut.status) == SIGKILL);
}

TEST_CASE("process pool: one in reserve begins when another has ended, and not before that was taken in") {
  const pipe_pair begun, go;
  process_pool pool{1, 1};
  for (const char name : {'a', 'b'}) {
    if (!pool.fork(static_cast<std::size_t>(name))) continue;
    begun.write(name);
    go.read();
    pool.hand_back({name});
  }
  CHECK(pool.full());
  CHECK(begun.read() == 'a');
  go.write('.');
  CHECK(next_end(pool).text == "a");
  CHECK_FALSE(pool.full());
  begun.write('-');
  go.write('.');
  const auto before = std::chrono::steady_clock::now();
  const process_pool::ended second = next_end(pool);
  CHECK(second.text == "b");
  CHECK(second.took <= std::chrono::steady_clock::now() - before);
  CHECK(begun.read() == '-');
  CHECK(begun.read() == 'b');
}

TEST_CASE("process pool: one that dies in reserve is told of, and keeps nobody from beginning") {
  const pipe_pair go;
  process_pool pool{1, 1};
  if (pool.fork(0)) {
    go.read();
    pool.hand_back("first");
  }
  if (pool.fork(1)) pool.hand_back("never");
  ::kill(children().at(1), SIGKILL);
  const process_pool::ended dead = next_end(pool);
  CHECK(dead.number == 1);
  CHECK(dead.text.empty());
  CHECK(WTERMSIG(dead.status) == SIGKILL);
  if (pool.fork(2)) pool.hand_back("third");
  go.write('.');
  CHECK(next_end(pool).text == "first");
  CHECK(next_end(pool).text == "third");
  CHECK(pool.empty());
}

TEST_CASE("process pool: with the process that made it all are gone, and none in reserve has begun") {
  pipe_pair begun;
  const pid_t maker = ::fork();
  if (maker == 0) {
    process_pool pool{1, 2};
    for (const char name : {'a', 'b', 'c'})
      if (pool.fork(0)) {
        begun.write(name);
        for (;;) ::pause();
      }
    for (;;) ::pause();
  }
  begun.close_writer();
  CHECK(begun.read() == 'a');
  ::kill(maker, SIGKILL);
  ::waitpid(maker, nullptr, 0);
  CHECK(begun.read() == '\0');
}
