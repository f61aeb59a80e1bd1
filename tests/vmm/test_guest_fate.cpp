#include <catch2/catch.hpp>

#include <random>

#include "models/vmm/machines/guest_fate.h"

using namespace trapline;
using vmm::good_ending;
using vmm::guest_fate;

namespace {

guest_fate waiting_for(const std::string& text) {
  return guest_fate{{good_ending::by::serial_text, 0, text}};
}

bool seen(const std::string& text, const std::string& sent) {
  guest_fate fate = waiting_for(text);
  for (const char c : sent) fate.sent(c);
  return fate.end().has_value();
}

}  // namespace

TEST_CASE("guest_fate: the exit port ends it, well with the code that was promised") {
  guest_fate good{{good_ending::by::exit_port, 3, ""}}, bad{{good_ending::by::exit_port, 3, ""}};
  CHECK_FALSE(good.end());
  good.exited(3);
  bad.exited(0);
  REQUIRE(good.end());
  CHECK(good.end()->reason == "exit");
  CHECK(good.end()->code == 3);
  CHECK(good.end()->well);
  CHECK_FALSE(bad.end()->well);
}

TEST_CASE("guest_fate: the first end is the end, and it is told once") {
  guest_fate fate{good_ending{}};
  int told = 0;
  fate.on_end = [&] { ++told; };
  fate.shut_down({});
  fate.exited(0);
  fate.give_up("limit");
  CHECK(fate.end()->reason == "triple_fault");
  CHECK_FALSE(fate.end()->well);
  CHECK(told == 1);
}

TEST_CASE("guest_fate: a text on the serial line ends it at its last character") {
  guest_fate fate = waiting_for("ready");
  for (const char c : std::string{"not read, nor rea"}) fate.sent(c);
  CHECK_FALSE(fate.end());
  for (const char c : std::string{"read"}) fate.sent(c);
  CHECK_FALSE(fate.end());
  fate.sent('y');
  REQUIRE(fate.end());
  CHECK(fate.end()->reason == "serial_text");
  CHECK(fate.end()->well);
}

TEST_CASE("guest_fate: a text is seen when a false beginning of it overlaps the true one") {
  CHECK(seen("aab", "aaab"));
  CHECK(seen("abab c", "ababab c"));
  CHECK(seen("aabaaab", "aabaabaaab"));
  CHECK_FALSE(seen("aabaaab", "aabaabaab"));
}

TEST_CASE("guest_fate: a text is seen exactly when it is in what was sent") {
  std::mt19937 dice{5};
  const auto letters = [&](std::size_t n) {
    std::string s;
    while (s.size() < n) s += dice() % 3 == 0 ? 'b' : 'a';
    return s;
  };
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = letters(1 + dice() % 8), sent = letters(dice() % 24);
    CAPTURE(text, sent);
    REQUIRE(seen(text, sent) == (sent.find(text) != std::string::npos));
  }
}

TEST_CASE("guest_fate: a text does not count where another ending was promised") {
  guest_fate fate{{good_ending::by::exit_port, 0, "hello"}};
  for (const char c : std::string{"hello"}) fate.sent(c);
  CHECK_FALSE(fate.end());
}

TEST_CASE("guest_fate: a reset is carried out unless it is the end") {
  guest_fate goes_on{good_ending{}}, ends{{good_ending::by::reset, 0, ""}};
  CHECK(goes_on.reset_asked());
  CHECK_FALSE(goes_on.end());
  CHECK_FALSE(ends.reset_asked());
  CHECK(ends.end()->well);
}

TEST_CASE("guest_fate: a halt for ever is bad unless it was promised; a triple fault is how some reset") {
  guest_fate stuck{good_ending{}}, done{{good_ending::by::halt, 0, ""}},
      faulted{{good_ending::by::reset, 0, ""}};
  stuck.halted();
  done.halted();
  faulted.shut_down({});
  CHECK(stuck.end()->reason == "halted_for_ever");
  CHECK_FALSE(stuck.end()->well);
  CHECK(done.end()->well);
  CHECK(faulted.end()->reason == "reset");
  CHECK(faulted.end()->well);
}

TEST_CASE("guest_fate: a triple fault is a reset where the scenario says so, but not the same one for ever") {
  good_ending by_reset;
  by_reset.shutdown_resets = true;
  engine::register_file at{};
  guest_fate changing{by_reset}, alike{by_reset}, meant{by_reset};
  meant.goes_on_after_reset = [] { return true; };
  for (unsigned i = 1; i <= 300; ++i) {
    at.gpr[3] = i;
    REQUIRE(changing.shut_down(at));
    REQUIRE(meant.shut_down({}));
    REQUIRE(alike.shut_down({}) == (i < 100));
  }
  CHECK_FALSE(changing.end());
  CHECK_FALSE(meant.end());
  CHECK(alike.end()->reason == "triple_fault");
}

TEST_CASE("guest_fate: an endless guest ends well when the others have, and any other way badly") {
  const good_ending never{good_ending::by::never, 0, ""};
  guest_fate outlived{never}, exits{never};
  CHECK(outlived.is_endless());
  outlived.outlived();
  exits.exited(0);
  CHECK(outlived.end()->well);
  CHECK_FALSE(exits.end()->well);
  CHECK_FALSE(guest_fate{good_ending{}}.is_endless());
}
