#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/devices/ata_bench.h"
#include "tests/devices/dice.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::ata;
using namespace trapline::devices::test;

namespace {

/// What a host sees from here on to the end of a read.
std::vector<std::uint32_t> rest_of_read(ata_disk& disk, instant now, int accesses) {
  std::vector<std::uint32_t> seen;
  for (int i = 0; i < accesses; ++i) {
    now = now + duration::us(3);
    const std::uint32_t status = disk.read(reg_control, 1, now);
    seen.push_back(status);
    if ((status & status_drq) != 0) seen.push_back(disk.read(reg_data, 4, now));
  }
  return seen;
}

}  // namespace

TEST_CASE("ata_disk: a saved state goes on in a second drive, in the midst of a block and of BSY") {
  test_medium medium{64};
  const auto data = pattern(medium.bytes().size(), 5);
  std::copy(data.begin(), data.end(), medium.bytes().begin());
  for (const int accesses_before : {0, 20, 33, 34, 60, 200}) {
    ata_host host{medium};
    host.lba28(2, 3);
    host.out(reg_command, cmd_read);
    instant now = host.now;
    rest_of_read(host.disk, now, accesses_before);
    now = now + duration::us(3) * static_cast<std::uint64_t>(accesses_before);
    const auto saved = host.disk.save_state();
    const auto first = rest_of_read(host.disk, now, 700);
    ata_disk second{medium};
    second.restore_state(saved);
    CHECK(second.next_event() > now);
    CHECK(rest_of_read(second, now, 700) == first);
  }
}

TEST_CASE("ata_disk: a transfer in flight is started again after a restore") {
  test_medium slow{64};
  slow.later = true;
  const auto data = pattern(512, 8);
  ata_host host{slow};
  host.lba28(11, 1);
  host.command(cmd_write);
  host.give(data);
  REQUIRE(slow.waiting());
  const auto saved = host.disk.save_state();

  test_medium other{64};
  ata_disk second{other};
  level_probe irq;
  second.restore_state(saved);
  second.intrq.connect(irq);
  REQUIRE(second.next_event() > host.now);
  instant now = second.next_event();
  second.advance_to(now);
  CHECK(second.read(reg_control, 1, now) == status_bsy);
  now = second.next_event();
  second.advance_to(now);
  CHECK(irq.level);
  CHECK(std::vector<std::byte>(other.bytes().begin() + 11 * 512, other.bytes().begin() + 12 * 512) == data);
}

TEST_CASE("ata_disk: a state of another kind is refused") {
  test_medium medium{64};
  ata_disk disk{medium};
  const std::vector<std::byte> wrong(3);
  CHECK_THROWS_AS(disk.restore_state(wrong), std::invalid_argument);
}

TEST_CASE("ata_disk: random accesses at random times find an answer and a future") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    dice die{seed};
    test_medium medium{200};
    ata_disk disk{medium};
    instant now{};
    for (int i = 0; i < 20'000; ++i) {
      now = now + duration::ns(die.below(200'000));
      medium.later = die.one_in(8);
      medium.takes = duration::us(die.below(50));
      const unsigned reg = die.below(9);
      const unsigned width = reg == reg_data ? 1U << die.below(3) : 1;
      if (medium.waiting() && die.one_in(4)) medium.finish(now);
      if (die.one_in(3)) {
        const unsigned value = die.below(256);
        // Resets and sleep seldom, or nothing else would happen.
        if (reg == reg_control && !die.one_in(50)) continue;
        if (reg == reg_command && (value == 0xE6 || value == 0x99)) continue;
        disk.write(reg, width, value, now);
      } else {
        disk.read(reg, width, now);
      }
      REQUIRE(disk.next_event() > now);
      if (die.one_in(5000)) disk.reset(now);
    }
  }
}
