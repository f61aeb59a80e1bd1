// A line of what ticks, between its device and the virtual interrupt controller, without either chip.
#include "models/vmm/injection/tick_line.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace trapline;

namespace {

constexpr duration period = duration::ms(1);

struct source final : vmm::tick_source {
  duration period() const override { return every; }
  bool stands() const override { return false; }
  void repeat(instant) override {}
  duration every = ::period;
};

/// One input of a controller.
struct controller final : devices::interrupt_controller {
  struct input final : devices::line_sink {
    explicit input(controller& c) : owner{c} {}
    void set_level(bool high, instant at) override {
      if (high && !level) owner.edges.push_back(at);
      level = high;
    }
    controller& owner;
    bool level = false;
  };
  devices::line_sink& irq(unsigned) override { return line; }
  devices::output_line& intr() override { return pin; }
  bool listens_to(unsigned) const override { return listens; }
  int acknowledge(instant) override { return 0; }
  void observe(devices::interrupt_observer*) override {}
  input line{*this};
  devices::output_line pin;
  bool listens = true;
  std::vector<instant> edges;
};

struct timer final : bus::wakeup {
  void call_at(instant at, bus::sleeper& s) override {
    due = at;
    who = &s;
  }
  instant due = instant::never();
  bus::sleeper* who = nullptr;
};

struct listener final : vmm::tick_listener {
  void tick_handled(instant) override { ++handled; }
  unsigned handled = 0;
};

struct bench {
  explicit bench(const vmm::tick_policy& p) : policy{p} { log.name_source(0, "pit"); }
  /// The device's output goes up and down; the controller has a request from the first edge on.
  void tick(unsigned n) {
    const instant at = instant{} + period * n;
    const std::size_t edges = pic.edges.size();
    line.set_level(true, at);
    if (pic.edges.size() > edges) line.requested();
    line.set_level(false, at + duration::us(1));
  }
  void take(instant at) {
    const std::size_t edges = pic.edges.size();
    line.taken(at);
    if (pic.edges.size() > edges) line.requested();
  }
  const interrupt_statistics& counts() { return room.statistics().interrupt("a", "pit", "event"); }

  const vmm::tick_policy& policy;
  records room{all_steps};
  vmm::interrupt_log log{room, "a", "event", clock_domain{1'000'000'000}};
  source device;
  controller pic;
  timer here, there;
  vmm::guest_clock clock;
  listener heard;
  vmm::tick_line line{0, device, policy, clock, log, pic, here, heard, true};
};

}  // namespace

TEST_CASE("tick_line: what does not tick at regular times passes as by a wire") {
  bench b{vmm::tick_policy_named("delay")};
  b.device.every = {};
  for (unsigned i = 0; i < 3; ++i) {
    b.line.set_level(true, instant{} + duration::us(2 * i));
    b.line.set_level(false, instant{} + duration::us(2 * i + 1));
  }
  CHECK(b.pic.edges.size() == 3);
  CHECK_FALSE(b.line.ticking());
  CHECK(b.counts().merged + b.counts().dropped == 0);
}

TEST_CASE("tick_line: each policy's fate of ticks that come before the guest has taken the one before") {
  for (const vmm::named_tick_policy& p : vmm::tick_policies()) {
    CAPTURE(p.name);
    bench b{p.policy};
    for (unsigned n = 1; n <= 4; ++n) b.tick(n);
    CHECK(b.pic.edges.size() == 1);
    CHECK(b.line.ticking());
    const auto fate = b.policy.missed();
    CHECK(b.counts().merged == (fate == vmm::tick_policy::fate::merged ? 3 : 0));
    CHECK(b.counts().dropped == (fate == vmm::tick_policy::fate::dropped ? 3 : 0));
    const instant taken = instant{} + period * 4 + duration::us(10);
    b.take(taken);
    CHECK(b.heard.handled == 1);
    const auto pause = fate == vmm::tick_policy::fate::kept ? b.policy.pause(period, 3) : std::nullopt;
    if (!pause) {
      CHECK(b.pic.edges.size() == 1);
      CHECK(b.here.due == instant::never());
    } else if (*pause == duration{}) {
      // One after the other, as fast as the guest takes them.
      for (unsigned i = 0; i < 3; ++i) b.take(taken + duration::us(i));
      CHECK(b.pic.edges.size() == 4);
    } else {
      CHECK(b.here.due == taken + *pause);
      b.here.who->wake(b.here.due);
      CHECK(b.pic.edges.size() == 2);
      CHECK(b.pic.edges.back() == taken + *pause);
    }
  }
}

TEST_CASE("tick_line: after two ticks to a masked line nobody listens, until somebody does again") {
  bench b{vmm::tick_policy_named("no_delay_for_missed_ticks")};
  b.tick(1);
  b.tick(2);  // kept
  b.pic.listens = false;
  b.tick(3);
  CHECK(b.line.ticking());
  b.tick(4);
  CHECK_FALSE(b.line.ticking());
  CHECK(b.counts().dropped == 2);  // what was kept is forgotten
  b.pic.listens = true;
  b.tick(5);
  CHECK(b.line.ticking());
}

TEST_CASE("tick_line: a promise goes with the controller to the timer of its new place") {
  bench b{vmm::tick_policy_named("catchup")};
  for (unsigned n = 1; n <= 3; ++n) b.tick(n);
  b.take(instant{} + period * 3 + duration::us(10));
  const instant promised = b.here.due;
  REQUIRE(promised != instant::never());
  b.line.move_to(b.there, true);
  CHECK(b.here.due == instant::never());
  CHECK(b.there.due == promised);
  b.there.who->wake(promised);
  CHECK(b.pic.edges.back() == promised);
}

TEST_CASE("tick_line: ticks of an absence are missed where absences are known, and only there") {
  for (const bool known : {true, false}) {
    bench b{vmm::tick_policy_named("no_missed_ticks_pending")};
    b.line.move_to(b.here, known);
    b.tick(1);
    b.take(instant{} + period + duration::us(2));
    b.line.guest_leaves(instant{} + period + duration::us(3));
    b.tick(2);
    b.tick(3);
    b.line.guest_returns(instant{} + period * 4);
    CHECK(b.pic.edges.size() == (known ? 1 : 2));
    CHECK(b.counts().dropped == (known ? 2 : 1));
  }
}
