// Ports 61h and 92h.
#include <catch2/catch.hpp>
#include <tuple>
#include <vector>

#include "models/devices/system/system_control_a.h"
#include "models/devices/system/system_control_b.h"
#include "tests/devices/dice.h"
#include "tests/devices/pit_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

namespace {

struct level_log final : line_sink {
  void set_level(bool high, instant) override { levels.push_back(high); }
  std::vector<bool> levels;
};

/// Channel 2 makes a square wave of `count` clocks.
void program_tone(pit_bench& b, unsigned count, std::uint64_t clock) {
  b.control(0xB6, clock);
  b.write16(2, count, clock);
}

}  // namespace

TEST_CASE("system_control_b: bit 0 is the gate of channel 2, and bit 5 shows its output") {
  pit_bench b;
  system_control_b port{b.chip};
  b.control(0xB0, 0);  // mode 0
  b.write16(2, 100, 0);
  CHECK((port.read(0, 1, b.at(5000)) & 0x20) == 0);
  port.write(0, 1, 0x01, b.at(5000));
  CHECK((port.read(0, 1, b.at(5099)) & 0x21) == 0x01);
  CHECK((port.read(0, 1, b.at(5100)) & 0x21) == 0x21);
}

TEST_CASE("system_control_b: bits 0 to 3 read back, and no parity or channel error is ever seen") {
  pit_bench b;
  system_control_b port{b.chip};
  port.write(0, 1, 0xFF, b.at(0));
  CHECK((port.read(0, 1, b.at(0)) & 0xCF) == 0x0F);
  port.write(0, 1, 0x00, b.at(1));
  CHECK((port.read(0, 1, b.at(1)) & 0xCF) == 0x00);
}

TEST_CASE("system_control_b: the refresh bit changes every 18 counts, 15.085 us") {
  pit_bench b;
  system_control_b port{b.chip};
  for (std::uint64_t clock = 0; clock < 400; ++clock)
    REQUIRE(((port.read(0, 1, b.at(clock)) & 0x10) != 0) == (clock / 18 % 2 != 0));
  CHECK((b.at(18) - b.at(0)).nanoseconds() == 15'085);
}

TEST_CASE("system_control_b: the speaker sounds when gate and data are on, at the frequency of channel 2") {
  pit_bench b;
  system_control_b port{b.chip};
  program_tone(b, 1193, 0);
  CHECK(port.tone_millihertz() == 0);
  port.write(0, 1, 0x03, b.at(10));
  CHECK(port.tone_millihertz() == 1'000'152);
  CHECK(port.tone_changes() == 1);
  port.write(0, 1, 0x0F, b.at(20));
  CHECK(port.tone_changes() == 1);
  b.write16(2, 2711, 30);  // 440 Hz
  CHECK(port.tone_millihertz() == 440'126);
  CHECK(port.tone_changes() == 2);
  port.write(0, 1, 0x01, b.at(40));
  CHECK(port.tone_millihertz() == 0);
  CHECK(port.tone_changes() == 3);
}

TEST_CASE("system_control_b: a timer that is not periodic makes no tone") {
  pit_bench b;
  system_control_b port{b.chip};
  port.write(0, 1, 0x03, b.at(0));
  b.control(0xB0, 1);
  b.write16(2, 1000, 1);
  CHECK(port.tone_changes() == 0);
}

TEST_CASE("system_control_b: reset closes the gate and silences the speaker") {
  pit_bench b;
  system_control_b port{b.chip};
  program_tone(b, 1000, 0);
  port.write(0, 1, 0x0F, b.at(1));
  port.reset(b.at(2));
  CHECK(port.tone_millihertz() == 0);
  CHECK((port.read(0, 1, b.at(2)) & 0x0F) == 0);
  CHECK(b.chip.state().channel[2].counter.gate == 0);
}

TEST_CASE("system_control_b: port and timer go on elsewhere as they were") {
  dice random{61};
  pit_bench a, b;
  system_control_b port_a{a.chip}, port_b{b.chip};
  std::uint64_t clock = 0;
  program_tone(a, 77, 0);
  for (int i = 0; i < 500; ++i) port_a.write(0, 1, random.below(256), a.at(clock += random.below(50)));
  b.chip.restore_state(a.chip.save_state());
  port_b.restore_state(port_a.save_state());
  for (int i = 0; i < 2000; ++i) {
    clock += random.below(50);
    if (random.one_in(2)) {
      const unsigned value = random.below(256);
      port_a.write(0, 1, value, a.at(clock));
      port_b.write(0, 1, value, b.at(clock));
    }
    REQUIRE(port_a.read(0, 1, a.at(clock)) == port_b.read(0, 1, b.at(clock)));
    REQUIRE(port_a.next_event() == instant::never());
  }
  CHECK(port_a.tone_changes() == port_b.tone_changes());
}

TEST_CASE("system_control_a: bit 1 opens and closes the A20 gate") {
  system_control_a port;
  level_log a20;
  port.a20().connect(a20);
  port.write(0, 1, 0x02, instant{});
  port.write(0, 1, 0x02, instant{});
  port.write(0, 1, 0x00, instant{});
  CHECK(a20.levels == std::vector<bool>{false, true, false});
}

TEST_CASE("system_control_a: bit 1 follows the gate, whoever set it, also through a reset") {
  system_control_a port;
  port.a20_gate().set_level(true, instant{});
  CHECK(port.read(0, 1, instant{}) == 0x02);
  CHECK(port.a20().high());
  port.reset(instant{});
  CHECK(port.a20().high());
  port.write(0, 1, 0x00, instant{});
  CHECK_FALSE(port.a20().high());
}

TEST_CASE("system_control_a: a rising bit 0 is one reset pulse, and the bit stays") {
  system_control_a port;
  level_log reset;
  port.fast_reset().connect(reset);
  port.write(0, 1, 0x01, instant{});
  CHECK(reset.levels == std::vector<bool>{false, true, false});
  CHECK(port.read(0, 1, instant{}) == 0x01);
  port.write(0, 1, 0x03, instant{});
  CHECK(reset.levels.size() == 3);
  port.write(0, 1, 0x00, instant{});
  port.write(0, 1, 0x01, instant{});
  CHECK(reset.levels.size() == 5);
}

TEST_CASE("system_control_a: the lock opens only by a reset, and undefined bits read zero") {
  system_control_a port;
  port.write(0, 1, 0xFE, instant{});
  CHECK(port.read(0, 1, instant{}) == 0xCA);
  port.write(0, 1, 0x00, instant{});
  CHECK(port.read(0, 1, instant{}) == 0x08);
  CHECK(port.security_lock().high());
  port.reset(instant{});
  CHECK(port.read(0, 1, instant{}) == 0x00);
  CHECK_FALSE(port.security_lock().high());
}

TEST_CASE("system_control_a: a port that takes over the state drives the same lines") {
  dice random{92};
  system_control_a a, b;
  for (int i = 0; i < 200; ++i) {
    a.write(0, 1, random.below(256) & 0xF7, instant::at_ps(random.below(10)));
    b.restore_state(a.save_state());
    b.advance_to(instant::at_ps(10));
    REQUIRE(a.read(0, 1, instant{}) == b.read(0, 1, instant{}));
    REQUIRE(a.a20().high() == b.a20().high());
    REQUIRE(a.next_event() == instant::never());
  }
}

TEST_CASE("system_control_b: who listens hears tones as they change, and a membrane moved by software") {
  struct hearer final : speaker_listener {
    void moved(bool out, std::uint32_t tone, instant at) override { heard.emplace_back(out, tone, at); }
    std::vector<std::tuple<bool, std::uint32_t, instant>> heard;
  } ear;
  pit_bench b;
  system_control_b port{b.chip};
  port.connect(ear);
  program_tone(b, 1193, 0);
  port.write(0, 1, 0x03, b.at(100));
  REQUIRE(!ear.heard.empty());
  CHECK(std::get<1>(ear.heard.back()) == 1193);
  CHECK(std::get<2>(ear.heard.back()) == b.at(100));
  port.write(0, 1, 0x00, b.at(5000));
  CHECK(std::get<0>(ear.heard.back()) == false);
  CHECK(std::get<1>(ear.heard.back()) == 0);
  // Without its gate channel 2 stands high in mode 3: the data bit alone moves the membrane.
  port.write(0, 1, 0x02, b.at(6000));
  CHECK(std::get<0>(ear.heard.back()) == true);
  CHECK(std::get<1>(ear.heard.back()) == 0);
}
