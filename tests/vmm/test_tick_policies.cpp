// Exact counts of ticks for each policy, on a scripted absence of the guest.
#include "models/vmm/virtual_time/guest_clock.h"
#include "sim/random/split_mix.h"
#include "tests/vmm/tick_bench.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

void check_absence_of_five(std::initializer_list<const char*> policies, const counts& on_return,
                           const counts& in_the_end) {
  for (const char* policy : policies) {
    CAPTURE(policy);
    tick_bench t{policy};
    absence_of_five(t);
    check(t, on_return);
    t.run_until(at_us(30'500));
    check(t, in_the_end);
  }
}

}  // namespace

TEST_CASE("ticks: how many are missed is the whole periods since one was due, and that one") {
  constexpr duration ms = duration::ms(1);
  CHECK(vmm::missed_ticks(at_us(999), at_us(1000), ms) == 0);
  CHECK(vmm::missed_ticks(at_us(1000), at_us(1000), ms) == 1);
  CHECK(vmm::missed_ticks(at_us(1999), at_us(1000), ms) == 1);
  CHECK(vmm::missed_ticks(at_us(5000), at_us(1000), ms) == 5);
}

TEST_CASE("ticks: a guest that is always there takes each, whatever the policy") {
  for (const vmm::named_tick_policy& p : vmm::tick_policies()) {
    CAPTURE(p.name);
    tick_bench t{std::string{p.name}};
    t.program_pit(count);
    t.run_until(at_us(100'000));
    check(t, {100, 100, 0, 0, 0, 0});
  }
}

TEST_CASE(
    "ticks: no_delay_for_missed_ticks delivers all at once when the guest is back, and its time is right") {
  tick_bench t{"no_delay_for_missed_ticks"};
  absence_of_five(t);
  check(t, {15, 15, 0, 0, 0, 0});
  CHECK(t.taken.back() == at_us(15'600));
  CHECK(t.guest_now() == t.now());
  t.run_until(at_us(30'500));
  check(t, {30, 30, 0, 0, 0, 0});
}

TEST_CASE("ticks: one_missed_tick_pending and merge make one late tick of all") {
  check_absence_of_five({"one_missed_tick_pending", "merge"}, {15, 11, 4, 0, 0, 4}, {30, 26, 4, 0, 0, 4});
}

TEST_CASE("ticks: no_missed_ticks_pending and discard drop all of an absence") {
  check_absence_of_five({"no_missed_ticks_pending", "discard"}, {15, 10, 0, 5, 0, 5}, {30, 25, 0, 5, 0, 5});
}

TEST_CASE("ticks: an absence shorter than a period makes a tick late, and loses none, whatever the policy") {
  for (const vmm::named_tick_policy& p : vmm::tick_policies()) {
    CAPTURE(p.name);
    tick_bench t{std::string{p.name}};
    t.program_pit(count);
    for (std::uint64_t i = 1; i <= 20; ++i) {
      t.run_until(at_us(2000 * i - 300));
      t.leave();
      t.run_until(at_us(2000 * i + 400));
      t.come_back();
    }
    t.run_until(at_us(41'500));
    check(t, {41, 41, 0, 0, 0, 0});
  }
}

TEST_CASE("ticks: delay keeps the rate, and what was missed stays pending") {
  tick_bench t{"delay"};
  absence_of_five(t);
  check(t, {15, 11, 0, 0, 4, 4});
  t.run_until(at_us(30'500));
  check(t, {30, 26, 0, 0, 4, 4});
}

TEST_CASE("ticks: catchup delivers all, faster than they come but not at once") {
  tick_bench t{"catchup"};
  absence_of_five(t);
  check(t, {15, 11, 0, 0, 4, 4});
  // Four are kept: the next comes after a fifth of a period.
  const duration period = devices::i8254::clock.span(cycles{count});
  t.run_until(at_us(15'600) + period / 5);
  CHECK(t.taken.back() == at_us(15'600) + period / 5);
  CHECK(t.of("pit").delivered == 12);
  t.run_until(at_us(17'500));
  check(t, {17, 17, 0, 0, 0, 0});
  t.run_until(at_us(30'500));
  check(t, {30, 30, 0, 0, 0, 0});
}

TEST_CASE(
    "ticks: under delay_for_missed_ticks guest time stands still in an absence, and moves on with each "
    "tick") {
  tick_bench t{"delay_for_missed_ticks"};
  t.program_pit(count);
  t.run_until(at_us(10'500));
  const std::uint16_t before = t.pit_count();
  t.leave();
  t.run_until(at_us(15'600));
  CHECK(t.guest_now() == at_us(10'500));
  CHECK(t.pit_count() == before);
  CHECK(t.of("pit").raised == 10);
  t.come_back();
  CHECK(t.guest_now() == at_us(10'500));
  CHECK(t.of("pit").drift_ns() == 5'100'000);
  // The tick that guest time had not reached comes when it does; the others follow one after the other.
  t.run_until(at_us(16'110));
  CHECK(t.of("pit").delivered == 16);
  CHECK(t.guest_now() == t.now());
  CHECK(t.of("pit").drift_ns() == 0);
  t.run_until(at_us(30'500));
  check(t, {30, 30, 0, 0, 0, 0});
}

TEST_CASE("ticks: guest time that stands still stands behind what was due by then") {
  vmm::guest_clock clock;
  clock.stop(at_us(100));
  CHECK(clock.due(at_us(100)) == at_us(100));
  CHECK(clock.due(at_us(101)) == instant::never());
  clock.go_on(at_us(130));
  CHECK(clock.due(at_us(101)) == at_us(131));
}

TEST_CASE("ticks: between two ticks of a guest that catches up, its clock shows a period") {
  tick_bench t{"delay_for_missed_ticks"};
  t.program_pit(count);
  t.run_until(at_us(10'500));
  t.leave();
  t.run_until(at_us(20'600));
  t.come_back();
  instant before = t.guest_now();
  for (std::uint64_t taken = t.taken.size(); taken < 20; taken = t.taken.size()) {
    t.run_until(t.now() + duration::ns(500));
    CHECK(t.guest_now() >= before);
    // A jump is never past the tick that is due next.
    CHECK(t.guest_now() - before < devices::i8254::clock.span(cycles{count}) + duration::us(2));
    before = t.guest_now();
  }
}

TEST_CASE("ticks: those that come while the guest has interrupts disabled are missed but for the first") {
  tick_bench all{"no_delay_for_missed_ticks"}, one{"one_missed_tick_pending"},
      none{"no_missed_ticks_pending"};
  for (tick_bench* t : {&all, &one, &none}) {
    t->program_pit(count);
    t->disable();
    t->run_until(at_us(7'500));
    CHECK(t->of("pit").pending == (t == &all ? 7 : 1));
    t->enable();
  }
  check(all, {7, 7, 0, 0, 0, 0});
  check(one, {7, 1, 6, 0, 0, 6});
  check(none, {7, 1, 0, 6, 0, 6});
}

TEST_CASE("ticks: what was kept is dropped when the counter is programmed otherwise, or masked") {
  tick_bench programmed{"delay"}, masked{"delay"};
  for (tick_bench* t : {&programmed, &masked}) absence_of_five(*t);
  programmed.program_pit(2 * count);
  masked.mask(0xfb);
  for (tick_bench* t : {&programmed, &masked}) {
    t->run_until(at_us(25'000));
    CHECK(t->of("pit").dropped >= 4);
    CHECK(t->of("pit").pending <= 1);
  }
}

TEST_CASE(
    "ticks: of the RTC's, which stand until register C is read, all are delivered or merged or dropped") {
  // 1024 Hz: 5 are due in 4.9 ms of absence; the first of them stands.
  const auto run = [](const std::string& policy) {
    auto t = std::make_unique<tick_bench>(policy);
    t->start_rtc();
    t->run_until(at_us(10'000));
    CHECK(t->of("rtc").delivered == 10);
    t->leave();
    t->run_until(at_us(15'000));
    t->come_back();
    t->run_until(at_us(100'000));
    const interrupt_statistics& i = t->of("rtc");
    CHECK(i.raised == i.delivered + i.merged + i.dropped + i.pending);
    CHECK(i.raised == 102);
    return t;
  };
  CHECK(run("no_delay_for_missed_ticks")->of("rtc").delivered == 102);
  CHECK(run("delay_for_missed_ticks")->of("rtc").delivered == 102);
  CHECK(run("catchup")->of("rtc").delivered == 102);
  CHECK(run("one_missed_tick_pending")->of("rtc").merged == 4);
  CHECK(run("no_missed_ticks_pending")->of("rtc").dropped == 4);
  CHECK(run("delay")->of("rtc").pending == 4);
}

TEST_CASE("ticks: an RTC whose line stood already when its periodic interrupt was enabled has missed none") {
  tick_bench t{"no_delay_for_missed_ticks"};
  t.write_rtc(0x0b, 0x12);  // an interrupt a second, which is no tick
  t.disable();
  t.run_until(at_us(5'000'000));
  t.start_rtc();
  t.enable();
  CHECK(t.of("rtc").delivered == 1);
  t.run_until(at_us(5'010'000));
  CHECK(t.of("rtc").delivered == 1 + 10);
}

TEST_CASE("ticks: none is lost from the count, whatever a guest does under whatever policy") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::uint64_t random = seed;
    const auto below = [&](std::uint64_t n) { return split_mix(random) % n; };
    const auto policies = vmm::tick_policies();
    const vmm::named_tick_policy& p = policies[below(policies.size())];
    CAPTURE(seed, p.name);
    tick_bench t{std::string{p.name}};
    t.program_pit(static_cast<std::uint16_t>(200 + below(3000)));
    if (below(2) == 0) t.start_rtc();
    bool away = false, disabled = false;
    for (unsigned i = 0; i < 60; ++i) {
      t.run_until(t.now() + duration::us(below(4000)));
      switch (below(8)) {
        case 0:
          t.program_pit(static_cast<std::uint16_t>(200 + below(3000)));
          break;
        case 1:
          t.mask(below(2) == 0 ? 0xfb : 0xfa);
          break;
        case 2:
          if (!away) disabled ? t.enable() : t.disable();
          if (!away) disabled = !disabled;
          break;
        default:
          if (disabled) break;
          away ? t.come_back() : t.leave();
          away = !away;
      }
      for (const std::string source : {"pit", "rtc"}) {
        const interrupt_statistics& s = t.of(source);
        REQUIRE(s.raised >= s.delivered + s.merged + s.dropped);
      }
    }
    if (away) t.come_back();
    if (disabled) t.enable();
    t.mask(0xfb);
    t.run_until(t.now() + duration::ms(100));
    CHECK(t.of("pit").pending <= 1);
  }
}
