#include <catch2/catch.hpp>

#include <string>

#include "tests/devices/ata_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::ata;
using namespace trapline::devices::test;

namespace {
constexpr std::uint8_t ready = status_drdy | status_dsc;
constexpr std::uint8_t failed = ready | status_err;

unsigned word(std::span<const std::byte> data, unsigned at) {
  return std::to_integer<unsigned>(data[2 * at]) | std::to_integer<unsigned>(data[2 * at + 1]) << 8;
}

std::string text(std::span<const std::byte> data, unsigned at, unsigned count) {
  std::string s;
  for (unsigned i = 0; i < 2 * count; ++i) s += std::to_integer<char>(data[2 * at + (i ^ 1U)]);
  return s;
}
}  // namespace

TEST_CASE("ata_disk: IDENTIFY DEVICE tells strings, geometry and capacity") {
  test_medium medium{20 * 16 * 63};
  ata_host host{medium};
  host.out(reg_device, 0xA0);
  host.command(cmd_identify);
  CHECK(host.alternate() == (ready | status_drq));
  CHECK(host.irq.level);
  const auto id = host.take(512);
  CHECK(host.alternate() == ready);
  CHECK(word(id, 0) == 0x0040);
  CHECK(word(id, 1) == 20);
  CHECK(word(id, 3) == 16);
  CHECK(word(id, 6) == 63);
  CHECK(text(id, 10, 10) == "S1                  ");
  CHECK(text(id, 23, 4) == "F2      ");
  CHECK(text(id, 27, 20).substr(0, 11) == "Bench disk ");
  CHECK(word(id, 47) == 0x8010);
  CHECK((word(id, 49) & 0x0300) == 0x0200);  // LBA, no DMA
  CHECK(word(id, 54) == 20);
  CHECK((word(id, 57) | word(id, 58) << 16) == 20160);
  CHECK((word(id, 60) | word(id, 61) << 16) == 20160);
  CHECK((word(id, 80) & 0x40) == 0x40);
  CHECK((word(id, 83) & 0xC400) == 0x4400);
  CHECK((word(id, 93) & 0xDF61) == 0x4041);
  CHECK((word(id, 100) | word(id, 101) << 16) == 20160);
  unsigned sum = 0;
  for (const std::byte b : id) sum += std::to_integer<unsigned>(b);
  CHECK((sum & 0xFF) == 0);
  CHECK(word(id, 255) % 256 == 0xA5);
}

TEST_CASE("ata_disk: a drive beyond 28 bits says so in words 60 and 100") {
  test_medium medium{64};
  medium.reported = std::uint64_t{1} << 33;
  ata_host host{medium};
  host.command(cmd_identify);
  const auto id = host.take(512);
  CHECK(word(id, 1) == 16383);
  CHECK((word(id, 60) | word(id, 61) << 16) == 0x0FFFFFFF);
  CHECK(word(id, 102) == 2);
  CHECK(word(id, 100) == 0);
  host.out(reg_device, 0x40);
  host.command(cmd_read_native_max);
  CHECK(host.in(reg_lba_low) == 0xFF);
  CHECK((host.in(reg_device)&0x0F) == 0x0F);
  host.command(cmd_read_native_max_ext);
  CHECK(host.in(reg_lba_high) == 0xFF);
  host.out(reg_control, control_hob);
  CHECK(host.in(reg_lba_low) == 0xFF);
  CHECK(host.in(reg_lba_mid) == 0x01);
}

TEST_CASE("ata_disk: the smallest drives still have a geometry") {
  CHECK(default_geometry(1) == ata_geometry{1, 1, 1});
  CHECK(default_geometry(63) == ata_geometry{1, 1, 63});
  CHECK(default_geometry(2048) == ata_geometry{2, 16, 63});
  CHECK(default_geometry(std::uint64_t{1} << 40) == ata_geometry{16383, 16, 63});
}

TEST_CASE("ata_disk: EXECUTE DEVICE DIAGNOSTIC is taken whatever device is selected") {
  test_medium medium{64};
  ata_host host{medium};
  host.out(reg_device, 0xB0);
  host.out(reg_lba_mid, 0x77);
  host.command(cmd_diagnostic);
  CHECK(host.irq.level);
  CHECK(host.in(reg_status) == ready);
  CHECK_FALSE(host.irq.level);
  CHECK(host.in(reg_error) == 0x01);
  CHECK(host.in(reg_lba_mid) == 0x00);
  CHECK(host.in(reg_device) == 0x00);
}

TEST_CASE("ata_disk: what the drive does not know aborts") {
  test_medium medium{64};
  ata_host host{medium};
  for (const unsigned code :
       {0x00U, 0x08U, 0x25U, 0x92U, 0xA0U, 0xB0U, 0xC8U, 0xCAU, 0xE8U, 0xF1U, 0xF9U, 0xFFU}) {
    host.command(code);
    CHECK(host.alternate() == failed);
    CHECK(host.in(reg_error) == error_abrt);
    CHECK(host.irq.level);
  }
}

TEST_CASE("ata_disk: IDENTIFY PACKET DEVICE aborts and leaves an ATA device's signature") {
  test_medium medium{64};
  ata_host host{medium};
  host.lba28(0x123456, 9);
  host.command(cmd_identify_packet);
  CHECK(host.in(reg_status) == failed);
  CHECK(host.in(reg_error) == error_abrt);
  CHECK(host.in(reg_lba_mid) == 0x00);
  CHECK(host.in(reg_lba_high) == 0x00);
}

TEST_CASE("ata_disk: RECALIBRATE, SEEK and INITIALIZE DEVICE PARAMETERS keep to the translation") {
  test_medium medium{4 * 16 * 63};
  ata_host host{medium};
  for (unsigned code = 0x10; code < 0x20; ++code) {
    host.command(code);
    CHECK(host.in(reg_status) == ready);
  }
  host.chs(3, 15, 63, 0);
  host.command(cmd_seek);
  CHECK(host.in(reg_status) == ready);
  host.chs(4, 0, 1, 0);
  host.command(cmd_seek);
  CHECK(host.in(reg_error) == error_idnf);
  host.out(reg_count, 17);
  host.out(reg_device, 0xA0 | 3);
  host.command(cmd_initialize_parameters);
  CHECK(host.in(reg_status) == ready);
  host.command(cmd_identify);
  const auto id = host.take(512);
  CHECK(word(id, 54) == 4032 / 68);
  CHECK(word(id, 55) == 4);
  CHECK(word(id, 56) == 17);
  host.chs(0, 4, 1, 0);
  host.command(cmd_seek);
  CHECK(host.in(reg_error) == error_idnf);
  host.chs(4032 / 68 - 1, 3, 17, 0);
  host.command(cmd_seek);
  CHECK(host.in(reg_status) == ready);
  host.out(reg_count, 0);
  host.command(cmd_initialize_parameters);
  CHECK(host.in(reg_error) == error_abrt);
}

TEST_CASE("ata_disk: SET MULTIPLE MODE takes powers of two up to 16 and disables on anything else") {
  test_medium medium{64};
  ata_host host{medium};
  for (const unsigned n : {1U, 2U, 4U, 8U, 16U}) {
    host.out(reg_count, n);
    host.command(cmd_set_multiple);
    CHECK(host.in(reg_status) == ready);
    CHECK(host.disk.state().settings.multiple == n);
  }
  host.out(reg_count, 3);
  host.command(cmd_set_multiple);
  CHECK(host.in(reg_error) == error_abrt);
  host.lba28(0, 1);
  host.command(cmd_read_multiple);
  CHECK(host.in(reg_error) == error_abrt);
  host.out(reg_count, 32);
  host.command(cmd_set_multiple);
  CHECK(host.in(reg_error) == error_abrt);
}

TEST_CASE("ata_disk: SET FEATURES takes PIO modes, caches and the reset policy") {
  test_medium medium{64};
  ata_host host{medium};
  const auto set = [&](unsigned feature, unsigned count) {
    host.out(reg_features, feature);
    host.out(reg_count, count);
    host.command(cmd_set_features);
    return host.in(reg_status);
  };
  CHECK(set(feature_transfer_mode, 0x0C) == ready);
  CHECK(set(feature_transfer_mode, 0x0D) == failed);
  CHECK(set(feature_transfer_mode, 0x45) == failed);
  CHECK(set(feature_look_ahead_off, 0) == ready);
  CHECK(set(feature_write_cache_off, 0) == ready);
  CHECK(set(0x99, 0) == failed);
  host.command(cmd_identify);
  const auto id = host.take(512);
  CHECK((word(id, 85) & 0x60) == 0);
  // Kept over a software reset only when asked for.
  CHECK(set(feature_keep_settings, 0) == ready);
  host.out(reg_control, control_srst);
  host.out(reg_control, 0);
  host.settle();
  CHECK_FALSE(host.disk.state().settings.write_cache);
  CHECK(set(feature_revert_settings, 0) == ready);
  host.out(reg_control, control_srst);
  host.out(reg_control, 0);
  host.settle();
  CHECK(host.disk.state().settings.write_cache);
}

TEST_CASE("ata_disk: CHECK POWER MODE follows IDLE, STANDBY and the next transfer") {
  test_medium medium{64};
  ata_host host{medium};
  const auto mode = [&] {
    host.command(cmd_check_power);
    return host.in(reg_count);
  };
  CHECK(mode() == 0xFF);
  host.command(cmd_idle_immediate);
  CHECK(mode() == 0x80);
  host.command(cmd_old_standby_immediate);
  CHECK(mode() == 0x00);
  host.lba28(0, 1);
  host.command(cmd_verify);
  CHECK(mode() == 0xFF);
}

TEST_CASE("ata_disk: a sleeping drive wakes by reset only") {
  test_medium medium{64};
  ata_host host{medium};
  host.command(cmd_sleep);
  CHECK(host.in(reg_status) == ready);
  host.lba28(0, 1);
  host.command(cmd_read);
  CHECK(host.alternate() == ready);
  host.out(reg_control, control_srst);
  host.out(reg_control, 0);
  host.settle();
  host.lba28(0, 1);
  host.command(cmd_read);
  CHECK(host.alternate() == (ready | status_drq));
}
