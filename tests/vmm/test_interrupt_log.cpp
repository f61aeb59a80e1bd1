#include <catch2/catch.hpp>

#include <random>

#include "models/vmm/injection/interrupt_log.h"

using namespace trapline;

namespace {

struct bench {
  bench() {
    log.name_source(0, "pit");
    log.name_source(1, "keyboard");
  }
  interrupt_statistics& of(const std::string& source) {
    return room.statistics().interrupt("a", source, "event");
  }

  records room{all_steps};
  vmm::interrupt_log log{room, "a", "event", clock_domain{1'000'000'000}};
};

constexpr instant at_ns(std::uint64_t n) { return instant::at_ps(n * 1000); }

processor::step_meter charged_since(std::uint64_t begin, std::initializer_list<charged_step> steps) {
  processor::step_meter meter;
  meter.open_at(cycles{begin});
  for (const charged_step& s : steps) meter.include(s);
  return meter;
}

}  // namespace

TEST_CASE("interrupt_log: from the pin to the handler, waiting first, then what the monitor charged") {
  bench b;
  const auto charged =
      charged_since(2529, {{302, step::virtual_pic, cycles{300}}, {302, step::event_injection, cycles{171}}});
  b.log.requested(0, nullptr, at_ns(1000));
  b.log.delivered(0, &charged, at_ns(3000));
  b.log.end_of_interrupt(0, nullptr, at_ns(7000));
  const interrupt_statistics& s = b.of("pit");
  CHECK(s.delivered == 1);
  CHECK(s.to_handler.totals().sum() == cycles{2000});
  REQUIRE(s.to_handler.steps().size() == 3);
  CHECK(s.to_handler.steps()[0].what == step::queue);
  CHECK(s.to_handler.steps()[0].total == cycles{1529});
  CHECK(s.to_handler.steps()[2].total == cycles{171});
  CHECK(s.to_eoi.totals().sum() == cycles{6000});
  CHECK(s.to_eoi.steps().back().what == step::handler);
  CHECK(s.to_eoi.steps().back().total == cycles{4000});
}

TEST_CASE(
    "interrupt_log: of an operation that began before the pin only what came after belongs to the "
    "interrupt") {
  bench b;
  const auto charged =
      charged_since(500, {{302, step::hardware_exit, cycles{600}}, {302, step::virtual_pic, cycles{300}}});
  b.log.requested(0, nullptr, at_ns(1000));
  b.log.delivered(0, &charged, at_ns(1400));
  const interrupt_statistics& s = b.of("pit");
  CHECK(s.to_handler.totals().sum() == cycles{400});
  REQUIRE(s.to_handler.steps().size() == 2);
  CHECK(s.to_handler.steps()[0].what == step::hardware_exit);
  CHECK(s.to_handler.steps()[0].total == cycles{100});
  CHECK(s.to_handler.steps()[1].total == cycles{300});
}

TEST_CASE(
    "interrupt_log: what led to the request comes first, what led to the delivery after it, each once") {
  bench b;
  auto exit =
      charged_since(1000, {{301, step::hardware_exit, cycles{100}}, {301, step::virtual_pit, cycles{50}}});
  b.log.requested(0, &exit, at_ns(1000));
  exit.include({302, step::virtual_pic, cycles{30}});
  b.log.delivered(0, &exit, at_ns(1180));
  const interrupt_statistics& s = b.of("pit");
  CHECK(s.to_handler.totals().sum() == cycles{180});
  REQUIRE(s.to_handler.steps().size() == 3);
  CHECK(s.to_handler.steps()[1].what == step::virtual_pit);
  CHECK(s.to_handler.steps()[2].total == cycles{30});
}

TEST_CASE("interrupt_log: a request that meets a pending one is merged, one that goes away is dropped") {
  bench b;
  b.log.requested(0, nullptr, at_ns(10));
  b.log.requested(0, nullptr, at_ns(20));
  b.log.withdrawn(0);
  b.log.withdrawn(0);
  const interrupt_statistics& s = b.of("pit");
  CHECK(s.raised == 2);
  CHECK(s.merged == 1);
  CHECK(s.dropped == 1);
  CHECK(s.pending == 0);
}

TEST_CASE("interrupt_log: what nobody requested is not delivered, and lines nobody named count nothing") {
  bench b;
  b.log.delivered(0, nullptr, at_ns(10));
  b.log.end_of_interrupt(0, nullptr, at_ns(20));
  b.log.requested(7, nullptr, at_ns(10));
  b.log.delivered(7, nullptr, at_ns(20));
  CHECK(b.of("pit").delivered == 0);
  CHECK(b.of("pit").to_eoi.totals().count() == 0);
}

TEST_CASE("interrupt_log: whatever happens, raised is delivered, merged, dropped and at most one pending") {
  bench b;
  std::mt19937 dice{9};
  for (std::uint64_t t = 1; t < 20'000; ++t) {
    const unsigned irq = dice() % 2;
    switch (dice() % 4) {
      case 0:
        b.log.requested(irq, nullptr, at_ns(t));
        break;
      case 1:
        b.log.withdrawn(irq);
        break;
      case 2:
        b.log.delivered(irq, nullptr, at_ns(t));
        break;
      case 3:
        b.log.end_of_interrupt(irq, nullptr, at_ns(t));
        break;
    }
    for (const std::string source : {"pit", "keyboard"}) {
      const interrupt_statistics& s = b.of(source);
      REQUIRE(s.delivered + s.merged + s.dropped + s.pending == s.raised);
      REQUIRE(s.pending <= 1);
      REQUIRE(s.to_handler.totals().count() == s.delivered);
      REQUIRE(s.to_eoi.totals().count() <= s.delivered);
    }
  }
  CHECK(b.of("pit").delivered > 500);
}

TEST_CASE("interrupt_log: what comes after its guest's end does not count") {
  bench b;
  b.log.ticked(0, 3, duration::ms(1));
  b.log.requested(0, nullptr, at_ns(1000));
  b.log.close();
  b.log.ticked(0, 5, duration::ms(1));
  b.log.lost(0, 5, true);
  b.log.withdrawn(0);
  b.log.requested(0, nullptr, at_ns(2000));
  CHECK(b.of("pit").raised == 1);
  CHECK(b.of("pit").pending == 1);
  CHECK(b.of("pit").drift_ns() == 3'000'000);
}
