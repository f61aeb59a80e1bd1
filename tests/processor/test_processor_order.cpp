#include <catch2/catch.hpp>

#include <functional>

#include "models/processor/processor_order.h"

using namespace trapline;
using processor::order_rule;
using processor::processor_order;

namespace {

constexpr instant at(std::uint64_t n) { return instant::at_ps(n); }

struct three {
  three() {
    for (int i = 0; i < 3; ++i) order.add();
    order.set_lookahead(duration::ps(100));
    for (std::size_t i = 0; i < 3; ++i) order.in_root(i, at(1000));
  }
  bus::event_calendar calendar;
  processor_order order{calendar, duration::us(100)};
};

}  // namespace

TEST_CASE("processor_order: who touches first goes first, and at one instant who comes first") {
  three t;
  CHECK(t.order.turn_of(0, at(1000)));
  CHECK_FALSE(t.order.turn_of(1, at(1000)));
  CHECK(t.order.turn_of(1, at(999)));
  t.order.in_root(0, at(1001));
  CHECK(t.order.turn_of(1, at(1000)));
  CHECK_FALSE(t.order.turn_of(2, at(1000)));
}

TEST_CASE(
    "processor_order: a turn stands until its instant has passed, somebody says what it does, or something "
    "is due") {
  three t;
  t.calendar.add();
  CHECK_FALSE(t.order.in_turn(0, at(1000)));
  t.order.begin_turn(0, at(1000));
  CHECK(t.order.in_turn(0, at(1000)));
  CHECK_FALSE(t.order.in_turn(1, at(1000)));
  CHECK_FALSE(t.order.in_turn(0, at(1001)));
  t.calendar.set(0, at(1001));
  CHECK(t.order.in_turn(0, at(1000)));
  t.calendar.set(0, at(1000));
  CHECK_FALSE(t.order.in_turn(0, at(1000)));
  t.calendar.set(0, instant::never());
  CHECK(t.order.in_turn(0, at(1000)));
  const std::function<void()> said[] = {[&] { t.order.set_limit(at(1000)); },
                                        [&] { t.order.in_root(1, at(900)); },
                                        [&] { t.order.idles(1, at(2000)); },
                                        [&] { t.order.wakes(1, at(900)); },
                                        [&] { t.order.enters_guest(2, at(900), false); },
                                        [&] { t.order.guest_at(2, at(950), at(940)); },
                                        [&] { t.order.enters_guest(0, at(1000), true); }};
  for (const std::function<void()>& say : said) {
    t.order.begin_turn(0, at(1000));
    say();
    CHECK_FALSE(t.order.in_turn(0, at(1000)));
  }
}

TEST_CASE("processor_order: guest code holds up what comes behind it, not what comes at its instant") {
  three t;
  t.order.idles(0, instant::never());
  t.order.enters_guest(1, at(500), false);
  CHECK_FALSE(t.order.turn_of(2, at(1000)));
  t.order.guest_at(1, at(1000), at(1000));
  CHECK(t.order.turn_of(2, at(1000)));
}

TEST_CASE("processor_order: guest code runs up to another's next touch, or its own plus the lookahead") {
  three t;
  t.order.enters_guest(0, at(500), false);
  t.order.enters_guest(1, at(700), false);
  CHECK(t.order.earliest_input(0) == at(800));
  CHECK(t.order.earliest_input(1) == at(600));
  t.order.in_root(2, at(550));
  CHECK(t.order.earliest_input(1) == at(550));
  t.order.enters_guest(0, at(500), true);
  CHECK(t.order.earliest_input(1) == at(500));
}

TEST_CASE("processor_order: guest code that goes on has come no less far than it had") {
  three t;
  t.order.enters_guest(0, at(500), false);
  t.order.guest_at(0, at(900), at(900));
  t.order.enters_guest(0, at(890), false);
  CHECK(t.order.reached(0) == at(900));
  t.order.in_root(0, at(950));
  t.order.enters_guest(0, at(940), false);
  CHECK(t.order.reached(0) == at(940));
}

TEST_CASE("processor_order: an idle one touches nothing until it wakes, the first also if interrupted") {
  three t;
  for (std::size_t i = 0; i < 3; ++i) t.order.idles(i, instant::never());
  CHECK(t.order.earliest_input(2) == instant::never());
  t.order.wakes(1, at(700));
  t.order.wakes(1, at(800));
  CHECK(t.order.earliest_input(2) == at(700));
  t.calendar.set(t.calendar.add(), at(300));
  CHECK(t.order.earliest_input(2) == at(300));
  CHECK(t.order.earliest_input(0) == at(700));
}

TEST_CASE("processor_order: what reaches guest code that has passed it is told, if somebody asked") {
  for (const order_rule rule : {order_rule::trusted, order_rule::checked, order_rule::lockstep}) {
    three t;
    t.order.follow(rule);
    t.order.enters_guest(1, at(500), false);
    t.order.guest_at(1, at(900), at(900));
    t.order.begin_turn(0, at(900));
    t.order.reaches_guest(1, at(0), "an interrupt");
    CHECK(t.order.violation().empty());
    t.order.begin_turn(2, at(899));
    t.order.reaches_guest(0, at(0), "an interrupt");
    CHECK(t.order.violation().empty());
    t.order.reaches_guest(1, at(900), "an interrupt");
    CHECK(t.order.violation().empty());
    t.order.reaches_guest(1, at(0), "an interrupt");
    CHECK(t.order.violation().empty() == (rule == order_rule::trusted));
  }
}

TEST_CASE("processor_order: the instruction that led to an exit ends before anything is told") {
  for (const std::uint64_t allowed : {400, 500, 505}) {
    CAPTURE(allowed);
    three t;
    t.order.follow(order_rule::checked);
    t.order.enters_guest(1, at(500), false);
    t.order.guest_at(1, at(510), at(allowed));
    t.order.begin_turn(0, at(450));
    t.order.reaches_guest(1, at(0), "an interrupt");
    CHECK(t.order.violation().empty() == (allowed <= 500));
  }
}

TEST_CASE("processor_order: how far one has come is asked by others, or by who checks") {
  bus::event_calendar calendar;
  processor_order order{calendar, duration::us(100)};
  order.add();
  CHECK_FALSE(order.is_asked());
  order.begin_turn(0, at(500));
  order.in_root(0, at(500));
  CHECK(order.in_turn(0, at(500)));
  order.follow(order_rule::checked);
  CHECK(order.is_asked());
  order.in_root(0, at(500));
  CHECK_FALSE(order.in_turn(0, at(500)));
  order.follow(order_rule::trusted);
  order.add();
  CHECK(order.is_asked());
}

TEST_CASE("processor_order: nobody looks beyond the limit") {
  three t;
  CHECK(t.order.horizon() == at(100'000'000));
  t.order.set_limit(at(5000));
  CHECK(t.order.horizon() == at(5000));
}
