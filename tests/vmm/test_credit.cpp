// Shares, priorities and latencies of the credit scheduler, against Xen's rules.
#include "models/vmm/scheduling/credit.h"
#include "tests/vmm/scheduling_bench.h"

using namespace trapline;
using namespace trapline::testing;
using vmm::credit;

namespace {

instant at_ms(std::uint64_t n) { return instant{} + duration::ms(n); }
/// As credit.
constexpr std::int64_t ms(std::int64_t n) { return n * 1'000'000'000; }

}  // namespace

TEST_CASE("credit: two busy domains of weights 256 and 512 get one and two thirds of a processor") {
  scheduling_bench t{"credit", 1};
  scripted_domain& light = t.add("light");
  scripted_domain& heavy = t.add("heavy");
  heavy.weight = 512;
  t.run_for(duration::s(20));
  CHECK(t.share(light) == Approx(1.0 / 3).margin(0.02));
  CHECK(t.share(heavy) == Approx(2.0 / 3).margin(0.02));
}

TEST_CASE("credit: three busy domains share two processors by weight, none with more than one") {
  scheduling_bench t{"credit", 2};
  scripted_domain& a = t.add("a");
  scripted_domain& b = t.add("b");
  scripted_domain& c = t.add("c");
  a.weight = 1024;
  t.run_for(duration::s(20));
  CHECK(t.share(a) == Approx(1.0).margin(0.02));
  CHECK(t.share(b) == Approx(0.5).margin(0.02));
  CHECK(t.share(c) == Approx(0.5).margin(0.02));
}

TEST_CASE("credit: a domain with a cap gets no more than that of a processor, even if nobody else wants it") {
  for (const std::uint32_t cap : {10U, 25U, 40U, 75U, 100U}) {
    CAPTURE(cap);
    scheduling_bench alone{"credit", 2}, beside{"credit", 1};
    scripted_domain& only = alone.add("only");
    scripted_domain& capped = beside.add("capped");
    scripted_domain& other = beside.add("other");
    only.cap = capped.cap = cap;
    capped.weight = 1024;
    for (scheduling_bench* t : {&alone, &beside}) t->run_for(duration::s(60));
    CHECK(alone.share(only) == Approx(cap / 100.0).margin(0.02));
    // By weight it would have four fifths.
    CHECK(beside.share(capped) == Approx(std::min(cap / 100.0, 0.8)).margin(0.02));
    CHECK(beside.share(other) == Approx(1 - std::min(cap / 100.0, 0.8)).margin(0.02));
  }
}

TEST_CASE("credit: what capped domains may not have goes to the others") {
  scheduling_bench t{"credit", 2};
  scripted_domain& a = t.add("a");
  scripted_domain& b = t.add("b");
  scripted_domain& c = t.add("c");
  scripted_domain& d = t.add("d");
  a.cap = 20;
  b.cap = 30;
  c.weight = 512;
  t.run_for(duration::s(60));
  CHECK(t.share(a) == Approx(0.2).margin(0.02));
  CHECK(t.share(b) == Approx(0.3).margin(0.02));
  CHECK(t.share(c) + t.share(d) == Approx(1.5).margin(0.03));
  CHECK(t.share(c) > t.share(d));
}

TEST_CASE("credit: domains on processors apart share each its own, by their weights there") {
  scheduling_bench t{"credit", 3};
  scripted_domain& light = t.add("light");
  scripted_domain& heavy = t.add("heavy");
  scripted_domain& alone = t.add("alone");
  light.processors = heavy.processors = processor_set::only(0);
  alone.processors = processor_set::only(2);
  heavy.weight = 768;
  t.run_for(duration::s(20));
  CHECK(t.share(light) == Approx(0.25).margin(0.02));
  CHECK(t.share(heavy) == Approx(0.75).margin(0.02));
  CHECK(t.share(alone) == Approx(1.0).margin(0.02));
}

TEST_CASE(
    "credit: what a sleeper leaves over goes to those that compute, the heavier one before the lighter") {
  scheduling_bench t{"credit", 1};
  scripted_domain& sleeper = t.add("sleeper", duration::ms(11), duration::ms(2));
  scripted_domain& light = t.add("light");
  scripted_domain& heavy = t.add("heavy");
  heavy.weight = 512;
  t.run_for(duration::s(20));
  CHECK(t.share(sleeper) == Approx(2.0 / 11).margin(0.005));
  CHECK(t.share(heavy) > 1.5 * t.share(light));
  CHECK(t.share(sleeper) + t.share(light) + t.share(heavy) == Approx(1));
}

TEST_CASE(
    "credit: a woken domain that has credit is boosted and runs at once, where round robin lets it wait") {
  scheduling_bench boosted{"credit", 1}, turns{"round_robin", 1};
  for (scheduling_bench* t : {&boosted, &turns}) {
    for (const char* name : {"x", "y", "z"}) t->add(name);
    scripted_domain& sleeper = t->add("sleeper", duration::ms(7), duration::us(200));
    // The others' own boost of waking has passed by then.
    sleeper.woke = at_ms(500);
    t->run_for(duration::s(5));
    if (t == &boosted)
      CHECK(sleeper.longest_wait.nanoseconds() == 0);
    else
      CHECK(sleeper.longest_wait.nanoseconds() > 80'000'000);
  }
}

TEST_CASE("credit: the boost ends with the first tick that finds the domain running") {
  credit scheduler{1, duration::ms(30)};
  scripted_domain a{"a"};
  scheduler.wake(a, at_ms(2));
  CHECK(scheduler.priority_of(a) == credit::priority::boost);
  REQUIRE(scheduler.pick(0, at_ms(2)) == &a);
  scripted_domain b{"b"};
  scheduler.wake(b, at_ms(9));
  CHECK(scheduler.priority_of(a) == credit::priority::boost);
  CHECK(scheduler.turn_ends(0, a) == at_ms(32));
  // Two boosted ones are equals. After the tick at 10 ms a third is ahead of both that had their tick.
  scripted_domain c{"c"};
  scheduler.wake(c, at_ms(11));
  CHECK(scheduler.priority_of(a) == credit::priority::under);
  CHECK(scheduler.priority_of(b) == credit::priority::boost);
  CHECK(scheduler.turn_ends(0, a) == instant{});
}

TEST_CASE("credit: who has spent its credit is over, and waking does not boost it") {
  credit scheduler{1, duration::ms(30)};
  scripted_domain a{"a"}, b{"b"};
  scheduler.wake(a, instant{});
  scheduler.wake(b, instant{});
  REQUIRE(scheduler.pick(0, instant{}) == &a);
  a.now = domain::state::blocked;
  scheduler.leave(0, a, at_ms(29));
  // Active, and so paying, since the tick at 10 ms.
  CHECK(scheduler.credit_of(a) == -ms(19));
  REQUIRE(scheduler.pick(0, at_ms(29)) == &b);
  // At 30 ms each gets half of 30 ms.
  scheduler.wake(a, at_ms(31));
  CHECK(scheduler.credit_of(a) == -ms(4));
  CHECK(scheduler.priority_of(a) == credit::priority::over);
  CHECK(scheduler.turn_ends(0, b) == at_ms(59));
}

TEST_CASE("credit: slices follow one another whether anybody waits or not") {
  credit scheduler{1, duration::ms(30)};
  scripted_domain a{"a"}, b{"b"};
  scheduler.wake(a, instant{});
  scheduler.wake(b, instant{});
  REQUIRE(scheduler.pick(0, instant{}) == &a);
  a.now = domain::state::blocked;
  scheduler.leave(0, a, at_ms(29));
  REQUIRE(scheduler.pick(0, at_ms(29)) == &b);
  CHECK(scheduler.turn_ends(0, b) == instant::never());
  // a is over until the second accounting, so that it waits: b's first slice ended at 59 ms.
  scheduler.wake(a, at_ms(59) + duration::us(1));
  REQUIRE(scheduler.priority_of(a) == credit::priority::over);
  CHECK(scheduler.turn_ends(0, b) == at_ms(89));
}

TEST_CASE("credit: a domain that earns more than it uses stops earning, with half of it in hand") {
  credit scheduler{1, duration::ms(30)};
  scripted_domain a{"a"};
  instant t;
  // Found running by every tick for a tenth of the time: it is given all and needs a tenth.
  for (unsigned i = 0; i < 30; ++i) {
    scheduler.wake(a, t + duration::us(9'500));
    REQUIRE(scheduler.pick(0, t + duration::us(9'500)) == &a);
    t = t + duration::ms(10);
    a.now = domain::state::blocked;
    scheduler.leave(0, a, t + duration::us(500));
    CHECK(scheduler.credit_of(a) <= ms(30));
  }
  CHECK(scheduler.credit_of(a) > 0);
  CHECK(scheduler.priority_of(a) == credit::priority::under);
}
