#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/devices/ata_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::ata;
using namespace trapline::devices::test;

namespace {
constexpr std::uint8_t ready = status_drdy | status_dsc;
constexpr std::uint8_t failed = ready | status_err;
constexpr std::uint8_t wants_data = ready | status_drq;

void fill(test_medium& medium) {
  const auto data = pattern(medium.bytes().size(), 3);
  std::copy(data.begin(), data.end(), medium.bytes().begin());
}

std::vector<std::byte> sectors_of(test_medium& medium, std::size_t lba, std::size_t count) {
  const auto part = medium.bytes().subspan(lba * 512, count * 512);
  return {part.begin(), part.end()};
}
}  // namespace

TEST_CASE("ata_disk: READ SECTORS gives a DRQ block and an interrupt a sector, none at the end") {
  test_medium medium{64};
  fill(medium);
  ata_host host{medium};
  host.lba28(5, 3);
  host.out(reg_command, cmd_read);
  CHECK(host.alternate() == status_bsy);
  host.pass(duration::us(99));
  CHECK(host.alternate() == status_bsy);
  host.pass(duration::us(1));
  std::vector<std::byte> got;
  for (int i = 0; i < 3; ++i) {
    host.settle();
    CHECK(host.irq.rises == i + 1);
    CHECK(host.in(reg_status) == wants_data);
    CHECK_FALSE(host.irq.level);
    const auto part = host.take(512);
    got.insert(got.end(), part.begin(), part.end());
  }
  CHECK(host.alternate() == ready);
  host.pass(duration::ms(1));
  CHECK(host.irq.rises == 3);
  CHECK(got == sectors_of(medium, 5, 3));
  CHECK(host.in(reg_lba_low) == 7);
  CHECK(host.in(reg_count) == 0);
}

TEST_CASE("ata_disk: the data port moves 8, 16 and 32 bits alike") {
  test_medium medium{64};
  fill(medium);
  ata_host host{medium};
  for (const unsigned width : {1U, 2U, 4U}) {
    host.lba28(9, 1);
    host.command(cmd_read);
    CHECK(host.take(512, width) == sectors_of(medium, 9, 1));
    CHECK(host.alternate() == ready);
  }
  CHECK(host.disk.widest_access(reg_data) == 4);
  CHECK(host.disk.widest_access(reg_status) == 1);
  CHECK(host.disk.read(reg_data, 4, host.now) == 0xFFFFFFFF);  // no data asked for
  CHECK(host.disk.read(reg_data, 2, host.now) == 0xFFFF);
}

TEST_CASE("ata_disk: WRITE SECTORS asks for the first block without an interrupt") {
  test_medium medium{64};
  ata_host host{medium};
  const auto data = pattern(1024, 9);
  host.lba28(10, 2);
  host.command(cmd_write);
  CHECK(host.alternate() == wants_data);
  CHECK(host.irq.rises == 0);
  host.give(std::span(data).first(512), 4);
  CHECK(host.alternate() == status_bsy);
  host.settle();
  CHECK(host.in(reg_status) == wants_data);
  CHECK(host.irq.rises == 1);
  host.give(std::span(data).last(512));
  host.settle();
  CHECK(host.irq.rises == 2);
  CHECK(host.in(reg_status) == ready);
  CHECK(sectors_of(medium, 10, 2) == data);
}

TEST_CASE("ata_disk: READ and WRITE MULTIPLE move blocks with a shorter last one") {
  test_medium medium{64};
  fill(medium);
  ata_host host{medium};
  host.out(reg_count, 4);
  host.command(cmd_set_multiple);
  host.in(reg_status);
  const int before = host.irq.rises;
  host.lba28(8, 6);
  host.command(cmd_read_multiple);
  host.in(reg_status);
  auto got = host.take(4 * 512);
  CHECK(host.alternate() == status_bsy);
  host.settle();
  host.in(reg_status);
  const auto rest = host.take(2 * 512);
  got.insert(got.end(), rest.begin(), rest.end());
  CHECK(got == sectors_of(medium, 8, 6));
  CHECK(host.irq.rises == before + 2);
  CHECK(host.alternate() == ready);
  const auto data = pattern(6 * 512, 77);
  host.lba48(20, 6);
  host.command(cmd_write_multiple_ext);
  host.give(std::span(data).first(4 * 512));
  host.settle();
  host.give(std::span(data).subspan(4 * 512));
  host.settle();
  CHECK(host.in(reg_status) == ready);
  CHECK(sectors_of(medium, 20, 6) == data);
  CHECK(medium.requests.back().count == 2);
}

TEST_CASE("ata_disk: a count of 0 means 256 sectors, or 65536 of a 48-bit command") {
  test_medium medium{300};
  ata_host host{medium};
  host.lba28(0, 0);
  host.command(cmd_verify);
  CHECK(host.in(reg_status) == ready);
  std::size_t sum = 0;
  for (const auto& r : medium.requests) sum += r.count;
  CHECK(sum == 256);
  medium.requests.clear();
  medium.reported = 100'000;
  host.lba48(0, 0);
  host.command(cmd_verify_ext);
  CHECK(host.in(reg_status) == ready);
  sum = 0;
  for (const auto& r : medium.requests) sum += r.count;
  CHECK(sum == 65536);
}

TEST_CASE("ata_disk: 48-bit addresses reach beyond 28 bits") {
  test_medium medium{64};
  medium.reported = std::uint64_t{1} << 40;
  ata_host host{medium};
  host.lba48(0x12'3456'789A, 1);
  host.command(cmd_read_ext);
  CHECK(host.alternate() == wants_data);
  CHECK(medium.requests.back().lba == 0x12'3456'789A);
}

TEST_CASE("ata_disk: cylinder, head and sector go through the translation") {
  test_medium medium{2 * 16 * 63};
  fill(medium);
  ata_host host{medium};
  host.chs(1, 2, 3, 1);
  host.command(cmd_read_no_retry);
  CHECK(medium.requests.back().lba == (1 * 16 + 2) * 63 + 2);
  CHECK(host.take(512) == sectors_of(medium, (16 + 2) * 63 + 2, 1));
  CHECK(host.in(reg_lba_low) == 3);
  CHECK((host.in(reg_device)&0x0F) == 2);
  host.chs(0, 15, 63, 2);  // over the cylinder's end
  host.command(cmd_verify);
  CHECK(host.in(reg_lba_mid) == 1);
  CHECK(host.in(reg_lba_low) == 1);
  CHECK((host.in(reg_device)&0x0F) == 0);
  for (const unsigned sector : {0U, 64U}) {
    host.chs(0, 0, sector, 1);
    host.command(cmd_read);
    CHECK(host.in(reg_status) == failed);
    CHECK(host.in(reg_error) == error_idnf);
  }
}

TEST_CASE("ata_disk: past the end there is IDNF, after the sectors that exist") {
  test_medium medium{64};
  fill(medium);
  ata_host host{medium};
  host.lba28(64, 1);
  host.command(cmd_read);
  CHECK(host.in(reg_status) == failed);
  CHECK(host.in(reg_error) == error_idnf);
  CHECK(medium.requests.empty());
  host.lba28(62, 4);
  host.command(cmd_read);
  CHECK(host.take(512) == sectors_of(medium, 62, 1));
  host.settle();
  CHECK(host.take(512) == sectors_of(medium, 63, 1));
  host.settle();
  CHECK(host.in(reg_status) == failed);
  CHECK(host.in(reg_error) == error_idnf);
  CHECK(host.in(reg_lba_low) == 64);
  host.lba28(60, 16);
  host.command(cmd_verify);
  CHECK(host.in(reg_error) == error_idnf);
  CHECK(host.in(reg_lba_low) == 64);
  host.lba28(100, 1);
  host.command(cmd_write);
  CHECK(host.in(reg_status) == failed);
}

TEST_CASE("ata_disk: a defect is UNC on reading and a device fault on writing") {
  test_medium medium{64};
  medium.bad_sector = 7;
  ata_host host{medium};
  host.lba28(7, 1);
  host.command(cmd_read);
  CHECK(host.in(reg_status) == failed);
  CHECK(host.in(reg_error) == error_unc);
  host.lba28(7, 1);
  host.command(cmd_write);
  host.give(pattern(512, 0));
  host.settle();
  CHECK(host.in(reg_status) == (failed | status_df));
  CHECK(host.irq.rises == 2);
}

TEST_CASE("ata_disk: a medium that cannot be written aborts writes") {
  test_medium medium{64, false};
  ata_host host{medium};
  host.lba28(7, 1);
  host.command(cmd_write);
  CHECK(host.in(reg_status) == failed);
  CHECK(host.in(reg_error) == (error_abrt | error_wp));
}

TEST_CASE("ata_disk: FLUSH CACHE waits for the medium; without write cache every write does") {
  test_medium medium{64};
  ata_host host{medium};
  host.command(cmd_flush);
  CHECK(medium.requests.back().what == block_request::kind::flush);
  host.command(cmd_flush_ext);
  CHECK(host.in(reg_status) == ready);
  host.out(reg_features, feature_write_cache_off);
  host.command(cmd_set_features);
  medium.requests.clear();
  host.lba28(1, 1);
  host.command(cmd_write);
  host.give(pattern(512, 1));
  host.settle();
  CHECK(host.in(reg_status) == ready);
  REQUIRE(medium.requests.size() == 2);
  CHECK(medium.requests[1].what == block_request::kind::flush);
}

TEST_CASE("ata_disk: BSY lasts until a slow medium calls back") {
  test_medium medium{64};
  fill(medium);
  medium.later = true;
  ata_host host{medium};
  host.lba28(3, 1);
  host.command(cmd_read);
  CHECK(host.disk.next_event() == instant::never());
  host.pass(duration::s(3));
  CHECK(host.alternate() == status_bsy);
  medium.finish(host.now);
  CHECK(host.irq.level);
  CHECK(host.in(reg_status) == wants_data);
  CHECK(host.take(512) == sectors_of(medium, 3, 1));
}

TEST_CASE("ata_disk: a reset outlasts a medium that still works for the old command") {
  test_medium medium{64};
  medium.later = true;
  ata_host host{medium};
  host.lba28(3, 1);
  host.command(cmd_read);
  host.out(reg_control, control_srst);
  host.out(reg_control, 0);
  host.pass(duration::ms(50));
  CHECK(host.alternate() == status_bsy);
  medium.finish(host.now);
  CHECK(host.alternate() == ready);
  CHECK(host.in(reg_error) == 0x01);
  CHECK(host.irq.rises == 0);
}

TEST_CASE("ata_disk: registers written or commanded while BSY are lost, and reads show BSY") {
  test_medium medium{64};
  ata_host host{medium};
  host.lba28(3, 1);
  host.out(reg_command, cmd_read);
  host.out(reg_lba_low, 9);
  host.out(reg_command, cmd_diagnostic);
  CHECK(host.in(reg_lba_low) == status_bsy);
  host.settle();
  CHECK(host.alternate() == wants_data);
  CHECK(host.in(reg_lba_low) == 3);
}

TEST_CASE("ata_disk: a command while DRQ is set ends the transfer") {
  test_medium medium{64};
  ata_host host{medium};
  host.lba28(3, 2);
  host.command(cmd_read);
  host.take(100);
  host.command(cmd_idle);
  CHECK(host.in(reg_status) == ready);
  CHECK(host.disk.read(reg_data, 2, host.now) == 0xFFFF);
}
