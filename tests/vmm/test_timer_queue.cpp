#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>
#include <random>
#include <vector>

#include "models/vmm/virtual_time/timer_queue.h"

using namespace trapline;
using vmm::timer_queue;

namespace {

struct heard {
  int who;
  instant at;
  bool operator==(const heard&) const = default;
};

class listener final : public bus::sleeper {
 public:
  listener(int number, std::vector<heard>& all) : number_{number}, all_{all} {}
  void wake(instant at) override {
    all_.push_back({number_, at});
    if (then) then(at);
  }
  std::function<void(instant)> then;

 private:
  int number_;
  std::vector<heard>& all_;
};

constexpr instant at(std::uint64_t n) { return instant::at_ps(n); }

struct three_timers {
  std::vector<heard> all;
  timer_queue queue;
  bus::wakeup &one = queue.add(), &two = queue.add(), &three = queue.add();
  listener first{1, all}, second{2, all}, third{3, all};
};

}  // namespace

TEST_CASE("timer_queue: promises are kept earliest first, each at its own instant, and only those due") {
  three_timers t;
  t.one.call_at(at(30), t.first);
  t.two.call_at(at(10), t.second);
  t.three.call_at(at(50), t.third);
  CHECK(t.queue.next() == at(10));
  t.queue.fire_due(at(40));
  CHECK(t.all == std::vector<heard>{{2, at(10)}, {1, at(30)}});
  CHECK(t.queue.next() == at(50));
  t.queue.fire_due(at(49));
  CHECK(t.all.size() == 2);
  t.queue.fire_due(at(50));
  CHECK(t.all.back() == heard{3, at(50)});
  CHECK(t.queue.next() == instant::never());
}

TEST_CASE("timer_queue: a new promise replaces the old one, never cancels it") {
  three_timers t;
  t.one.call_at(at(10), t.first);
  t.two.call_at(at(20), t.second);
  t.one.call_at(at(60), t.first);
  CHECK(t.queue.next() == at(20));
  t.two.call_at(instant::never(), t.second);
  CHECK(t.queue.next() == at(60));
  t.queue.fire_due(at(59));
  CHECK(t.all.empty());
}

TEST_CASE("timer_queue: of timers due together the one added first goes first") {
  three_timers t;
  t.three.call_at(at(10), t.third);
  t.one.call_at(at(10), t.first);
  t.two.call_at(at(10), t.second);
  t.queue.fire_due(at(10));
  CHECK(t.all == std::vector<heard>{{1, at(10)}, {2, at(10)}, {3, at(10)}});
}

TEST_CASE("timer_queue: what is promised while promises are kept is kept too if it is due, in its turn") {
  three_timers t;
  t.first.then = [&](instant now) {
    if (now < at(25)) t.one.call_at(now + duration::ps(10), t.first);
  };
  t.second.then = [&](instant) { t.three.call_at(at(12), t.third); };
  t.one.call_at(at(10), t.first);
  t.two.call_at(at(11), t.second);
  t.queue.fire_due(at(100));
  CHECK(t.all == std::vector<heard>{{1, at(10)}, {2, at(11)}, {3, at(12)}, {1, at(20)}, {1, at(30)}});
  CHECK(t.queue.next() == instant::never());
}

TEST_CASE("timer_queue: next() is the earliest of all, whatever is promised and taken back") {
  timer_queue queue;
  std::vector<heard> all;
  std::vector<bus::wakeup*> timers;
  std::vector<instant> expected(7, instant::never());
  for (std::size_t i = 0; i < expected.size(); ++i) timers.push_back(&queue.add());
  listener nobody{0, all};
  std::mt19937 dice{3};
  for (int round = 0; round < 10'000; ++round) {
    const auto i = dice() % expected.size();
    expected[i] = dice() % 4 == 0 ? instant::never() : at(dice() % 10);
    timers[i]->call_at(expected[i], nobody);
    REQUIRE(queue.next() == *std::min_element(expected.begin(), expected.end()));
  }
}
