// The drivers of the system that owns the devices, in front of the chips that they are written for.
#include "models/devices/memory_image.h"
#include "models/devices/storage/ata_disk.h"
#include "models/devices/storage/image_medium.h"
#include "models/devices/timers/mc146818.h"
#include "models/vmm/drivers/clock_driver.h"
#include "models/vmm/drivers/disk_driver.h"
#include "models/vmm/drivers/image_server.h"
#include "tests/vmm/driver_bench.h"

using namespace trapline;
using namespace trapline::testing;
using devices::block_request;
using devices::sector_bytes;

namespace {

/// Waits for transfers.
struct client final : devices::block_client {
  void transfer_done(bool ok, instant at) override { done.emplace_back(ok, at); }
  std::vector<std::pair<bool, instant>> done;
};

/// A store in which every byte says where it is.
devices::memory_image numbered(std::uint64_t sectors) {
  devices::memory_image image{sectors};
  for (std::size_t i = 0; i < image.bytes().size(); ++i)
    image.bytes()[i] = static_cast<std::byte>(i * 7 + i / sector_bytes);
  return image;
}

/// The machine's disk, and its driver with sectors 8 to 23 as a virtual one.
struct disk_bench : driver_bench {
  disk_bench() {
    attach(drive);
    connect(drive.intrq, driver);
  }
  devices::memory_image image = numbered(32);
  devices::image_medium medium{image};
  devices::ata_disk drive{medium};
  vmm::disk_driver driver{os};
  vmm::disk_driver::range& disk = driver.add_range(8, 16, true);
  client done;
};

bool same_day(const devices::calendar_time& a, const devices::calendar_time& b) {
  return a.year == b.year && a.month == b.month && a.day == b.day && a.hour == b.hour &&
         a.minute == b.minute && a.second == b.second;
}

}  // namespace

TEST_CASE("clock_driver: whenever it reads, it reads what the clock shows, never half of an update") {
  driver_bench b;
  devices::mc146818 clock{{2005, 12, 31, 23, 59, 57}};
  clock.set_cmos(0x32, 0x20);
  b.attach(clock);
  b.root([&] {
    bool years[2] = {};
    for (unsigned i = 0; i < 400; ++i) {
      b.cpu.spend(processor::account::idle, cycles{12'345'678});
      // Close to an update, too.
      if (i % 4 == 0)
        b.cpu.spend_until(
            processor::account::idle,
            instant{} +
                duration::ms(1000 * (1 + (b.cpu.now() - instant{}).picoseconds() / 1'000'000'000'000)) +
                duration::us(i * 7 % 300));
      b.cpu.take_turn();
      const devices::calendar_time before = clock.time(b.cpu.now()), read = vmm::read_clock(b.cpu),
                                   after = clock.time(b.cpu.now());
      REQUIRE((same_day(read, before) || same_day(read, after)));
      years[read.year - 2005] = true;
    }
    CHECK((years[0] && years[1]));
  });
}

TEST_CASE("disk_driver: a virtual disk's sectors are a range of the machine's, read and written by ATA") {
  disk_bench b;
  std::vector<std::byte> read(3 * sector_bytes), written(2 * sector_bytes, std::byte{0x5a});
  CHECK(b.disk.sectors() == 16);
  b.root([&] {
    CHECK_FALSE(b.disk.start({block_request::kind::read, 2, read}, b.cpu.now(), b.done).has_value());
    CHECK_FALSE(b.disk.start({block_request::kind::write, 14, written}, b.cpu.now(), b.done).has_value());
    CHECK_FALSE(b.disk.start({block_request::kind::flush, 0, {}}, b.cpu.now(), b.done).has_value());
    CHECK(b.done.done.empty());
    b.work_until([&] { return b.done.done.size() == 3; });
  });
  REQUIRE(b.done.done.size() == 3);
  for (const auto& [ok, at] : b.done.done) CHECK(ok);
  const auto all = b.image.bytes();
  const bool is_read = std::ranges::equal(read, all.subspan(10 * sector_bytes, read.size()));
  CHECK(is_read);
  const bool is_written = std::ranges::equal(written, all.subspan(22 * sector_bytes, written.size()));
  CHECK(is_written);
  const auto untouched = numbered(32);
  const bool rest = std::ranges::equal(all.first(22 * sector_bytes),
                                       devices::memory_image{untouched}.bytes().first(22 * sector_bytes));
  CHECK(rest);
}

TEST_CASE("disk_driver: what the machine's disk refuses has failed, and the next request is served") {
  disk_bench b;
  vmm::disk_driver::range& beyond = b.driver.add_range(30, 16, true);
  std::vector<std::byte> data(4 * sector_bytes);
  b.root([&] {
    beyond.start({block_request::kind::read, 0, data}, b.cpu.now(), b.done);
    b.disk.start({block_request::kind::read, 0, data}, b.cpu.now(), b.done);
    b.work_until([&] { return b.done.done.size() == 2; });
  });
  REQUIRE(b.done.done.size() == 2);
  CHECK_FALSE(b.done.done[0].first);
  CHECK(b.done.done[1].first);
}

TEST_CASE("disk_driver: a model near the guest asks by a way that is charged when somebody passes it on") {
  disk_bench b;
  vmm::board board{"a", "", nullptr};
  vmm::device_model& user = board.add("user", std::make_unique<idle_parts>(), b.near);
  b.disk.used_by(user);
  std::vector<std::byte> data(sector_bytes);
  b.root([&] {
    b.disk.start({block_request::kind::read, 0, data}, b.cpu.now(), b.done);
    CHECK_FALSE(b.os.busy());
    processor::step_meter m;
    m.open(b.cpu);
    b.os.pass_requests(m, b.cpu, at_near_model);
    CHECK(b.os.busy());
    b.work_until([&] { return !b.done.done.empty(); });
  });
  CHECK(b.os.noted == "request entry taken entry answer");
}

TEST_CASE(
    "image_server: who is where the image is has its sectors at once, the monitor's part asks for them") {
  driver_bench b;
  devices::memory_image image = numbered(8);
  vmm::image_server server{b.os, image};
  vmm::board board{"a", "", nullptr};
  vmm::device_model& user = board.add("user", std::make_unique<idle_parts>(), b.far);
  server.used_by(user);
  std::vector<std::byte> data(sector_bytes);
  client done;
  b.root([&] {
    const auto at_once = server.start({block_request::kind::read, 3, data}, b.cpu.now(), done);
    REQUIRE(at_once.has_value());
    CHECK(at_once->ok);
    CHECK(data[0] == image.bytes()[3 * sector_bytes]);
    CHECK_FALSE(server.start({block_request::kind::read, 8, data}, b.cpu.now(), done)->ok);
    CHECK(b.os.noted.empty());

    board.move(user, b.near, b.cpu.now());
    std::ranges::fill(data, std::byte{0x77});
    const instant asked = b.cpu.now();
    CHECK_FALSE(server.start({block_request::kind::write, 5, data}, asked, done).has_value());
    processor::step_meter m;
    m.open(b.cpu);
    b.os.pass_requests(m, b.cpu, at_near_model);
    b.work_until([&] { return !done.done.empty(); });
    REQUIRE(done.done.size() == 1);
    CHECK(done.done[0].first);
    // The file is read by one system call of a cycle.
    CHECK(done.done[0].second == asked + duration::ns(1));
  });
  CHECK(b.os.noted == "request entry process call");
  CHECK(image.bytes()[5 * sector_bytes] == std::byte{0x77});
}
