#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "models/bus/event_calendar.h"

using namespace trapline;
using bus::event_calendar;

TEST_CASE("event_calendar: nothing is pending at first, nor in a new slot") {
  event_calendar c;
  CHECK(c.next() == instant::never());
  c.add();
  CHECK(c.next() == instant::never());
}

TEST_CASE("event_calendar: a source that has nothing pending hides no other") {
  event_calendar c;
  const auto idle = c.add(), busy = c.add();
  c.set(idle, instant::never());
  c.set(busy, instant::at_ps(70));
  CHECK(c.next() == instant::at_ps(70));
  c.set(idle, instant::never());
  CHECK(c.next() == instant::at_ps(70));
}

TEST_CASE("event_calendar: an event at power-on is an event") {
  event_calendar c;
  c.set(c.add(), instant{});
  CHECK(c.next() == instant{});
}

TEST_CASE("event_calendar: the earliest of all, whatever is set and taken back") {
  event_calendar c;
  std::mt19937 dice{7};
  std::vector<instant> expected(9, instant::never());
  for (std::size_t i = 0; i < expected.size(); ++i) REQUIRE(c.add() == i);
  for (int round = 0; round < 20'000; ++round) {
    const auto slot = dice() % expected.size();
    // Few instants, so that several sources often share one.
    const auto when = dice() % 12;
    expected[slot] = when == 0 ? instant::never() : instant::at_ps(when);
    c.set(slot, expected[slot]);
    REQUIRE(c.next() == *std::min_element(expected.begin(), expected.end()));
  }
}
