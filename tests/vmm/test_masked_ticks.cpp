// Missed ticks of guests that mask the line: in their handlers, or for good.
#include "tests/vmm/tick_bench.h"

using namespace trapline;
using namespace trapline::testing;

TEST_CASE("ticks: a guest whose handlers mask the line is given the same ones") {
  for (const vmm::named_tick_policy& p : vmm::tick_policies()) {
    CAPTURE(p.name);
    tick_bench open{std::string{p.name}}, masking{std::string{p.name}};
    masking.mask_in_handlers();
    for (tick_bench* t : {&open, &masking}) {
      absence_of_five(*t);
      t->run_until(at_us(30'500));
    }
    CHECK(masking.taken == open.taken);
    const interrupt_statistics& i = open.of("pit");
    check(masking, {i.raised, i.delivered, i.merged, i.dropped, i.pending,
                    static_cast<std::uint64_t>(i.drift_ns()) / period_ns(1)});
  }
}

TEST_CASE("ticks: of an absence in the middle of a handler that masks the line none is forgotten") {
  tick_bench all{"no_delay_for_missed_ticks"}, one{"one_missed_tick_pending"},
      none{"no_missed_ticks_pending"};
  for (tick_bench* t : {&all, &one, &none}) {
    t->mask_in_handlers();
    t->program_pit(count);
    t->run_until(at_us(9'500));
    t->stay_in_handler();
    t->run_until(at_us(10'001));
    t->leave();
    t->run_until(at_us(15'600));
    t->come_back();
    t->end_handler();
    t->run_until(at_us(30'500));
  }
  check(all, {30, 30, 0, 0, 0, 0});
  check(one, {30, 26, 4, 0, 0, 4});
  check(none, {30, 25, 0, 5, 0, 5});
}

TEST_CASE("ticks: those that come to a line that stays masked are nobody's, and tell of no drift") {
  tick_bench t{"no_delay_for_missed_ticks"};
  t.program_pit(count);
  t.run_until(at_us(10'500));
  t.mask(0xfb);
  t.run_until(at_us(1'000'000));
  CHECK(t.of("pit").drift_ns() <= static_cast<std::int64_t>(period_ns(1)));
  CHECK(t.of("pit").pending <= 1);
  t.mask(0xfa);
  t.enable();
  t.run_until(at_us(1'010'000));
  CHECK(t.of("pit").delivered <= 10 + 1 + 11);
  CHECK(t.of("pit").drift_ns() <= static_cast<std::int64_t>(period_ns(1)));
}
