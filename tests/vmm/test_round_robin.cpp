#include "models/vmm/round_robin.h"
#include "tests/vmm/scheduling_bench.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

constexpr instant start;

struct bench {
  bench() { service.boosted = other.boosted = true; }
  domain* pick(std::size_t cpu = 0) { return scheduler.pick(cpu, start); }
  void wake(domain& d) { scheduler.wake(d, start); }

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

TEST_CASE("round_robin: who gives way goes behind those that wait, who blocks does not wait") {
  bench t;
  t.wake(t.a);
  t.wake(t.b);
  REQUIRE(t.pick() == &t.a);
  t.a.now = domain::state::runnable;
  t.scheduler.leave(0, t.a, start);
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
  CHECK(t.scheduler.turn_ends(2, t.c) == instant{});
  CHECK(t.pick() == &t.b);
  CHECK_FALSE(t.scheduler.waiting_for(0));
  CHECK(t.scheduler.waiting_for(1));
  CHECK(t.pick() == nullptr);
  CHECK(t.pick(1) == &t.a);
  CHECK(t.pick(2) == &t.service);
}
