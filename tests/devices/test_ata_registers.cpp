#include <catch2/catch.hpp>

#include "tests/devices/ata_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::ata;
using namespace trapline::devices::test;

namespace {
constexpr std::uint8_t ready = status_drdy | status_dsc;
}  // namespace

TEST_CASE("ata_disk: power-on keeps BSY until the signature stands") {
  test_medium medium{64};
  ata_disk disk{medium};
  CHECK(disk.read(reg_status, 1, instant{}) == 0x80);
  const instant done = disk.next_event();
  REQUIRE(done != instant::never());
  CHECK(disk.read(reg_control, 1, done) == ready);
  CHECK(disk.read(reg_error, 1, done) == 0x01);
  CHECK(disk.read(reg_count, 1, done) == 0x01);
  CHECK(disk.read(reg_lba_low, 1, done) == 0x01);
  CHECK(disk.read(reg_lba_mid, 1, done) == 0x00);
  CHECK(disk.read(reg_lba_high, 1, done) == 0x00);
  CHECK(disk.read(reg_device, 1, done) == 0x00);
  CHECK_FALSE(disk.intrq.high());
}

TEST_CASE("ata_disk: an absent device 1 reads as status 00h with device 0's registers") {
  test_medium medium{64};
  ata_host host{medium};
  host.out(reg_device, 0xB0);
  CHECK(host.in(reg_status) == 0x00);
  CHECK(host.alternate() == 0x00);
  CHECK(host.in(reg_device) == 0xB0);
  host.out(reg_count, 0x55);
  host.out(reg_lba_low, 0xAA);
  CHECK(host.in(reg_count) == 0x55);
  CHECK(host.in(reg_lba_low) == 0xAA);
  host.out(reg_command, cmd_identify);  // lost
  host.pass(duration::ms(5));
  CHECK(host.in(reg_status) == 0x00);
  host.out(reg_device, 0xA0);
  CHECK(host.in(reg_status) == ready);
  CHECK(host.irq.rises == 0);
}

TEST_CASE("ata_disk: SRST holds BSY while it is set and raises no interrupt") {
  test_medium medium{64};
  ata_host host{medium};
  host.lba28(1, 1);
  host.command(cmd_read);
  host.out(reg_control, control_srst | 0x08);
  CHECK(host.alternate() == status_bsy);
  CHECK_FALSE(host.irq.level);
  host.pass(duration::s(2));
  CHECK(host.alternate() == status_bsy);
  CHECK(host.disk.next_event() == instant::never());
  host.out(reg_control, 0x08);
  CHECK(host.alternate() == status_bsy);
  host.settle();
  CHECK(host.alternate() == ready);
  CHECK(host.in(reg_error) == 0x01);
  CHECK(host.in(reg_count) == 0x01);
  CHECK(host.in(reg_device) == 0x00);
  CHECK(host.irq.rises == 1);  // the read's
}

TEST_CASE("ata_disk: nIEN keeps the request from the pin and not from the drive") {
  test_medium medium{64};
  ata_host host{medium};
  host.out(reg_control, control_nien);
  host.command(cmd_set_multiple);
  CHECK_FALSE(host.irq.level);
  host.out(reg_control, 0);
  CHECK(host.irq.level);
  CHECK(host.alternate() == ready);
  CHECK(host.irq.level);  // the alternate status takes nothing back
  CHECK(host.in(reg_status) == ready);
  CHECK_FALSE(host.irq.level);
}

TEST_CASE("ata_disk: writing the command register takes the interrupt request back") {
  test_medium medium{64};
  ata_host host{medium};
  host.command(cmd_idle);
  REQUIRE(host.irq.level);
  host.out(reg_command, cmd_idle);
  CHECK_FALSE(host.irq.level);
}

TEST_CASE("ata_disk: a selected device 1 leaves device 0's request off the pin") {
  test_medium medium{64};
  ata_host host{medium};
  host.command(cmd_idle);
  host.out(reg_device, 0x10);
  CHECK_FALSE(host.irq.level);
  CHECK(host.in(reg_status) == 0);
  host.out(reg_device, 0x00);
  CHECK(host.irq.level);
}

TEST_CASE("ata_disk: the HOB bit shows what was written before, and any write takes it back") {
  test_medium medium{64};
  ata_host host{medium};
  host.out(reg_lba_mid, 0x12);
  host.out(reg_lba_mid, 0x34);
  CHECK(host.in(reg_lba_mid) == 0x34);
  host.out(reg_control, control_hob);
  CHECK(host.in(reg_lba_mid) == 0x12);
  host.out(reg_features, 0);
  CHECK(host.in(reg_lba_mid) == 0x34);
}
