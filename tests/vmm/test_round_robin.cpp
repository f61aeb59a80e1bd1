#include "models/vmm/scheduling/round_robin.h"
#include "tests/vmm/scheduling_bench.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

constexpr instant start;

struct bench {
  bench() { service.boosted = other.boosted = true; }
  domain* pick(std::size_t cpu = 0) { return scheduler.pick(cpu, start); }
  void wake(domain& d) { scheduler.wake(d, start); }
  domain* pick_at(std::uint64_t ms) { return scheduler.pick(0, start + duration::ms(ms)); }
  void leave_at(std::uint64_t ms, domain& d, domain::state as) {
    d.now = as;
    scheduler.leave(0, d, start + duration::ms(ms));
  }

  vmm::round_robin scheduler{duration::ms(30)};
  scripted_domain a{"a"}, b{"b"}, c{"c"}, service{"service_os"}, other{"other"};
};

}  // namespace

TEST_CASE("round_robin: domains run in the order in which they woke") {
  bench t;
  t.wake(t.b);
  t.wake(t.a);
  CHECK(t.b.now == domain::state::runnable);
  CHECK(t.pick() == &t.b);
  CHECK(t.b.now == domain::state::running);
  CHECK(t.pick() == &t.a);
  CHECK(t.pick() == nullptr);
}

TEST_CASE("round_robin: waking one that waits or runs changes nothing") {
  bench t;
  t.wake(t.a);
  t.wake(t.a);
  CHECK(t.pick() == &t.a);
  t.wake(t.a);
  CHECK(t.pick() == nullptr);
  CHECK_FALSE(t.scheduler.waiting_for(0));
}

TEST_CASE("round_robin: whose slice is over goes behind those that wait, who blocks does not wait") {
  bench t;
  t.wake(t.a);
  t.wake(t.b);
  REQUIRE(t.pick() == &t.a);
  t.a.now = domain::state::runnable;
  t.scheduler.leave(0, t.a, start + duration::ms(30));
  REQUIRE(t.pick() == &t.b);
  t.b.now = domain::state::blocked;
  t.scheduler.leave(0, t.b, start);
  CHECK(t.pick() == &t.a);
  CHECK(t.pick() == nullptr);
}

TEST_CASE("round_robin: a boosted domain goes first, and boosted ones among themselves in turn") {
  bench t;
  t.wake(t.a);
  t.wake(t.service);
  t.wake(t.b);
  t.wake(t.other);
  CHECK(t.pick() == &t.service);
  CHECK(t.pick() == &t.other);
  CHECK(t.pick() == &t.a);
  CHECK(t.pick() == &t.b);
}

TEST_CASE("round_robin: a turn ends with its slice if somebody waits, at once if that one is boosted") {
  bench t;
  t.wake(t.a);
  const instant began = start + duration::ms(5);
  REQUIRE(t.scheduler.pick(0, began) == &t.a);
  CHECK(t.scheduler.turn_ends(0, t.a) == instant::never());
  t.wake(t.b);
  CHECK(t.scheduler.turn_ends(0, t.a) == began + duration::ms(30));
  t.wake(t.service);
  CHECK(t.scheduler.turn_ends(0, t.a) == instant{});
  CHECK(t.scheduler.turn_ends(0, t.other) == began + duration::ms(30));
}

TEST_CASE("round_robin: a boosted domain keeps its processor while only others wait") {
  bench t;
  t.wake(t.service);
  REQUIRE(t.pick() == &t.service);
  t.wake(t.a);
  CHECK(t.scheduler.turn_ends(0, t.service) == instant::never());
}

TEST_CASE("round_robin: a domain with a processor of its own waits for that one only") {
  bench t;
  t.a.processors = processor_set::only(1);
  t.service.processors = processor_set::only(2);
  t.wake(t.a);
  t.wake(t.service);
  t.wake(t.b);
  t.service.home = 2;
  CHECK(t.scheduler.turn_ends(2, t.c) == instant{});
  CHECK(t.pick() == &t.b);
  CHECK_FALSE(t.scheduler.waiting_for(0));
  CHECK(t.scheduler.waiting_for(1));
  CHECK(t.pick() == nullptr);
  CHECK(t.pick(1) == &t.a);
  CHECK(t.pick(2) == &t.service);
}

TEST_CASE("round_robin: who is preempted goes on first, with what is left of its slice") {
  bench t;
  t.wake(t.a);
  t.wake(t.b);
  REQUIRE(t.pick() == &t.a);
  t.wake(t.service);
  t.leave_at(5, t.a, domain::state::runnable);
  REQUIRE(t.pick_at(5) == &t.service);
  t.leave_at(6, t.service, domain::state::blocked);
  REQUIRE(t.pick_at(6) == &t.a);
  CHECK(t.scheduler.turn_ends(0, t.a) == start + duration::ms(6 + 25));
}

TEST_CASE("round_robin: who waits for an answer keeps its turn, and who ran meanwhile keeps its own") {
  bench t;
  t.wake(t.a);
  t.wake(t.b);
  REQUIRE(t.pick() == &t.a);
  t.a.awaits_answer = true;
  t.leave_at(10, t.a, domain::state::blocked);
  REQUIRE(t.pick_at(10) == &t.b);
  t.scheduler.wake(t.a, start + duration::ms(12));
  CHECK(t.scheduler.turn_ends(0, t.b) <= start + duration::ms(12));
  t.leave_at(12, t.b, domain::state::runnable);
  REQUIRE(t.pick_at(12) == &t.a);
  t.a.awaits_answer = false;
  CHECK(t.scheduler.turn_ends(0, t.a) == start + duration::ms(12 + 20));
  t.leave_at(32, t.a, domain::state::runnable);
  REQUIRE(t.pick_at(32) == &t.b);
  CHECK(t.scheduler.turn_ends(0, t.b) == start + duration::ms(32 + 28));
}

TEST_CASE("round_robin: who halts is not waited for") {
  bench t;
  t.wake(t.a);
  t.wake(t.b);
  REQUIRE(t.pick() == &t.a);
  t.leave_at(10, t.a, domain::state::blocked);
  REQUIRE(t.pick_at(10) == &t.b);
  t.scheduler.wake(t.a, start + duration::ms(12));
  CHECK(t.scheduler.turn_ends(0, t.b) == start + duration::ms(10 + 30));
}

TEST_CASE("round_robin: where nobody waits, slices follow one another") {
  bench t;
  t.wake(t.a);
  REQUIRE(t.pick() == &t.a);
  t.scheduler.wake(t.b, start + duration::ms(70));
  CHECK(t.scheduler.turn_ends(0, t.a) == start + duration::ms(90));
}

TEST_CASE("round_robin: nobody ends a turn before its slice but who is boosted, or answered, at home there") {
  bench t;
  t.wake(t.a);
  REQUIRE(t.pick() == &t.a);
  CHECK(t.scheduler.undisturbed_until(0, nullptr, start) == start + duration::ms(30));
  CHECK(t.scheduler.undisturbed_until(0, nullptr, start + duration::ms(31)) == start + duration::ms(60));
  CHECK(t.scheduler.undisturbed_until(0, &t.service, start) == instant{});
  t.a.awaits_answer = true;
  t.leave_at(1, t.a, domain::state::blocked);
  t.wake(t.b);
  REQUIRE(t.pick_at(1) == &t.b);
  CHECK(t.scheduler.undisturbed_until(0, nullptr, start) == instant{});
}
