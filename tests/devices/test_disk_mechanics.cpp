#include <catch2/catch.hpp>

#include <vector>

#include "models/devices/memory_image.h"
#include "models/devices/storage/disk_mechanics.h"

using namespace trapline;
using namespace trapline::devices;

namespace {

/// The sectors of a 400 GB drive, none of them kept.
class large_store final : public sector_store {
 public:
  std::uint64_t sectors() const override { return 781'422'768; }
  bool writable() const override { return true; }
  bool read(std::uint64_t, std::span<std::byte>) override { return true; }
  bool write(std::uint64_t, std::span<const std::byte>) override { return true; }
  bool flush() override { return true; }
};

class nobody final : public block_client {
  void transfer_done(bool, instant) override { FAIL("the drive answered at once and called back too"); }
};

class drive_bench {
 public:
  explicit drive_bench(const disk_mechanics_parameters& p = {}) : drive{store, p} {}
  duration time(block_request::kind what, std::uint64_t lba, std::size_t count) {
    data.resize(count * sector_bytes);
    const auto outcome = drive.start({what, lba, data}, now, client);
    REQUIRE(outcome);
    CHECK(outcome->ok);
    return outcome->takes;
  }
  /// Reads and lets the time pass.
  duration read(std::uint64_t lba, std::size_t count) {
    const duration t = time(block_request::kind::read, lba, count);
    now = now + t;
    return t;
  }

  large_store store;
  disk_mechanics drive;
  nobody client;
  std::vector<std::byte> data;
  instant now = instant{} + duration::ms(1);
};

std::uint64_t next_random(std::uint64_t& x) {
  x = x * 6364136223846793005ULL + 1442695040888963407ULL;
  return x >> 16;
}

}  // namespace

TEST_CASE("disk_mechanics: a turn is 8.33 ms and holds what passes at 65 MB/s") {
  drive_bench b;
  CHECK(b.drive.rotation().nanoseconds() == 8'333'333);
  CHECK(b.drive.sectors_per_track() == 1057);
}

TEST_CASE("disk_mechanics: a seek grows from track-to-track to full stroke") {
  drive_bench b;
  const std::uint64_t last = b.drive.cylinder_of(b.store.sectors() - 1);
  CHECK(b.drive.seek_time(5, 5) == duration{});
  CHECK(b.drive.seek_time(5, 6) == duration::us(800));
  CHECK(b.drive.seek_time(6, 5) == duration::us(800));
  duration before{};
  for (std::uint64_t way = 1; way <= last; way += last / 50) {
    const duration t = b.drive.seek_time(0, way);
    CHECK(t >= before);
    before = t;
  }
  // 0.8 ms + 7.2 ms * 15 / 8
  CHECK(b.drive.seek_time(0, last).nanoseconds() / 1000 == Approx(14'300).epsilon(0.001));
}

TEST_CASE("disk_mechanics: random reads take 8 ms of seek and half a turn on average") {
  drive_bench b;
  std::uint64_t x = 1;
  constexpr std::uint64_t n = 20'000;
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    sum += b.read(next_random(x) % b.store.sectors(), 1).nanoseconds();
    b.now = b.now + duration::us(next_random(x) % 5000);
  }
  const auto mean_us = static_cast<double>(sum) / n / 1000;
  CHECK(mean_us == Approx(8000 + 4167 + 100 + 8).epsilon(0.02));
}

TEST_CASE("disk_mechanics: sequential reading runs at the platters' rate") {
  drive_bench b;
  b.read(100'000, 16);
  const instant from = b.now;
  constexpr std::uint64_t sectors = 100'000;
  for (std::uint64_t lba = 100'016; lba < 100'016 + sectors; lba += 16) b.read(lba, 16);
  const std::uint64_t took_us = (b.now - from).nanoseconds() / 1000;
  // 94.6 tracks of 8.33 ms and as many switches of 0.8 ms
  CHECK(static_cast<double>(took_us) == Approx(94.6 * (8333 + 800)).epsilon(0.02));
}

TEST_CASE(
    "disk_mechanics: what was read ahead comes without a turn, and once it stopped the next one costs") {
  drive_bench b;
  b.read(5000, 1);
  b.now = b.now + duration::s(1);
  CHECK(b.read(5001, 256) == duration::us(20));
  // 5001..5512 were read ahead: what lies beyond has to come round again.
  b.now = b.now + duration::ns(3);
  const duration t = b.read(5257, 257);
  CHECK(t > duration::us(20));
  CHECK(t <= b.drive.rotation() + duration::ms(3));
  CHECK(b.read(5001, 8) == duration::us(20));  // still in the buffer
}

TEST_CASE("disk_mechanics: without read-ahead the second read waits for a turn") {
  disk_mechanics_parameters p;
  p.read_ahead = 0;
  drive_bench b{p};
  b.read(5000, 1);
  const duration t = b.read(5001, 1);
  CHECK(t > duration::ms(8));
  CHECK(t < duration::ms(9));
}

TEST_CASE("disk_mechanics: a cached write is quick, and a flush waits for the arm") {
  drive_bench b;
  b.read(0, 1);
  CHECK(b.time(block_request::kind::write, 300'000'000, 8) == duration::us(20));
  CHECK(b.time(block_request::kind::flush, 0, 0) > duration::ms(5));
  // The next access finds the arm busy.
  CHECK(b.time(block_request::kind::read, 0, 1) > duration::ms(10));
}

TEST_CASE("disk_mechanics: the arm is behind with writes no longer than the buffer allows") {
  drive_bench b;
  std::uint64_t x = 7;
  duration longest{};
  for (int i = 0; i < 100; ++i)
    longest = std::max(longest, b.time(block_request::kind::write, next_random(x) % b.store.sectors(), 1));
  CHECK(longest > duration::ms(500));
  disk_mechanics_parameters through;
  through.write_behind = duration{};
  drive_bench slow{through};
  CHECK(slow.time(block_request::kind::write, 300'000'000, 8) > duration::ms(5));
}

TEST_CASE("disk_mechanics: a defect of the store is a failed transfer") {
  memory_image store{8, false};
  disk_mechanics drive{store};
  nobody client;
  std::vector<std::byte> sector(512);
  CHECK_FALSE(drive.start({block_request::kind::write, 0, sector}, instant{}, client)->ok);
  CHECK_FALSE(drive.start({block_request::kind::read, 8, sector}, instant{}, client)->ok);
}

TEST_CASE("disk_mechanics: a drive set to another's state behaves like it") {
  drive_bench a, b;
  std::uint64_t x = 3;
  for (int i = 0; i < 50; ++i) a.read(next_random(x) % 1'000'000, 4);
  b.drive.set_state(a.drive.current());
  b.now = a.now;
  for (int i = 0; i < 50; ++i) {
    const std::uint64_t lba = next_random(x) % 1'000'000;
    CHECK(a.read(lba, 4) == b.read(lba, 4));
  }
}
