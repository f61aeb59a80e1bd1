#include <catch2/catch.hpp>

#include "tests/devices/i82077_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::fdc;
using namespace trapline::devices::test;
using bytes = std::vector<unsigned>;

TEST_CASE("i82077: READ DATA moves sectors by DMA until terminal count") {
  fdc_bench b;
  b.start();
  b.dma.set_up(3 * 512);
  CHECK(b.transfer(0x46, 0, 0, 5, 18) == bytes{0x00, 0, 0, 0, 0, 8, 2});
  CHECK(b.dma.bytes == b.sector(4, 3));
}

TEST_CASE("i82077: the interrupt of the result phase goes with the first result byte") {
  fdc_bench b;
  b.start();
  b.dma.set_up(512);
  for (const unsigned v : {0x46U, 0U, 0U, 0U, 1U, 2U, 18U, 0x1BU, 0xFFU}) b.out(reg_fifo, v);
  CHECK(b.in(reg_msr) == 0x10);
  b.wait();
  CHECK(b.irq.level);
  CHECK(b.in(reg_msr) == 0xD0);
  CHECK(b.in(reg_fifo) == 0x00);
  CHECK_FALSE(b.irq.level);
  for (int i = 0; i < 6; ++i) b.in(reg_fifo);
  CHECK(b.in(reg_msr) == 0x80);
}

TEST_CASE("i82077: without terminal count the cylinder's end is an abnormal end") {
  fdc_bench b;
  b.start();
  b.dma.set_up(10 * 512);
  CHECK(b.transfer(0x46, 0, 0, 17, 18) == bytes{0x40, 0x80, 0, 1, 0, 1, 2});
  CHECK(b.dma.at == 2 * 512);
}

TEST_CASE("i82077: multi-track goes on to side 1") {
  fdc_bench b;
  b.start();
  b.dma.set_up(4 * 512);
  CHECK(b.transfer(0xC6, 0, 0, 17, 18) == bytes{0x04, 0, 0, 0, 1, 3, 2});
  CHECK(b.dma.bytes == b.sector(16, 4));
  // Table 5-6: the last sector of a side, with and without MT
  b.dma.set_up(512);
  CHECK(b.transfer(0xC6, 0, 0, 18, 18) == bytes{0x00, 0, 0, 0, 1, 1, 2});
  b.dma.set_up(512);
  CHECK(b.transfer(0xC6, 0, 1, 18, 18) == bytes{0x04, 0, 0, 1, 0, 1, 2});
  b.dma.set_up(512);
  CHECK(b.transfer(0x46, 0, 1, 18, 18) == bytes{0x04, 0, 0, 1, 1, 1, 2});
}

TEST_CASE(
    "i82077: a multi-track transfer whose EOT no track has goes on, as firmware counts on, or misses the "
    "sector") {
  const auto read = [](bool ready_for_firmware, unsigned code, unsigned sectors) {
    fdc_bench b{1474560, {.ready_for_firmware = ready_for_firmware}};
    b.start();
    b.dma.set_up(sectors * 512);
    const bytes results = b.transfer(code, 0, 0, 2, sectors + 1);
    return std::pair{results, b.dma.bytes == b.sector(1, sectors)};
  };
  CHECK(read(true, 0xE6, 31) == std::pair{bytes{0x04, 0, 0, 0, 1, 15, 2}, true});
  CHECK(read(true, 0xE6, 70) == std::pair{bytes{0x24, 0, 0, 1, 1, 18, 2}, true});
  CHECK(read(false, 0xE6, 31) == std::pair{bytes{0x40, 0x04, 0, 0, 0, 19, 2}, false});
  CHECK(read(true, 0x66, 31) == std::pair{bytes{0x40, 0x04, 0, 0, 0, 19, 2}, false});
}

TEST_CASE(
    "i82077: behind a track of the only side the next cylinder comes, and behind the last one nothing") {
  fdc_bench b{163840};
  b.start(2);
  b.dma.set_up(10 * 512);
  CHECK(b.transfer(0xE6, 3, 0, 6, 15) == bytes{0x20, 0, 0, 4, 0, 8, 2});
  CHECK(b.dma.bytes == b.sector(3 * 8 + 5, 10));
  b.dma.set_up(10 * 512);
  const bytes at_end = b.transfer(0xE6, 39, 0, 6, 15);
  CHECK((at_end[0] & 0xC0) == 0x40);
  CHECK(b.dma.at == 3 * 512);
}

TEST_CASE("i82077: a sector takes the data rate's time and the next one follows a slot later") {
  fdc_bench b;
  b.start();
  b.dma.set_up(512);
  b.transfer(0x46, 0, 0, 1, 18);
  b.dma.set_up(512);
  const instant first = b.now;
  b.transfer(0x46, 0, 0, 2, 18);
  // 200 ms a turn over 18 sectors
  CHECK((b.now - first).nanoseconds() / 1000 == Approx(11'111).epsilon(0.01));
  b.dma.set_up(512);
  const instant again = b.now;
  b.transfer(0x46, 0, 0, 2, 18);  // just missed: a whole turn
  CHECK((b.now - again) == duration::ms(200));
  b.dma.set_up(18 * 512);
  const instant track = b.now;
  b.transfer(0x46, 0, 0, 1, 18);
  CHECK((b.now - track).nanoseconds() / 1000 > 200'000);
  CHECK((b.now - track).nanoseconds() / 1000 < 400'000);
}

TEST_CASE("i82077: the first transfer waits for the motor and the head") {
  fdc_bench b;
  b.out(reg_dor, 0x1C);
  b.out(reg_ccr, 0);
  b.dma.set_up(512);
  const instant from = b.now;
  CHECK(b.transfer(0xE6, 0, 0, 1, 1)[0] == 0x00);
  CHECK((b.now - from) >= duration::ms(300));
  CHECK((b.now - from) <= duration::ms(510));
}

TEST_CASE("i82077: WRITE DATA changes the image and zeros fill what terminal count leaves") {
  fdc_bench b;
  b.start();
  b.dma.set_up(std::vector<std::byte>(600, std::byte{0x77}));
  CHECK(b.transfer(0xC5, 0, 0, 3, 18) == bytes{0x00, 0, 0, 0, 0, 5, 2});
  CHECK(b.sector(2) == std::vector<std::byte>(512, std::byte{0x77}));
  const auto second = b.sector(3);
  CHECK(second[87] == std::byte{0x77});
  CHECK(second[88] == std::byte{0});
}

TEST_CASE("i82077: a protected disk cannot be written or formatted") {
  fdc_bench b{1474560, {}, false};
  b.start();
  b.dma.set_up(512);
  const auto r = b.transfer(0xC5, 0, 0, 3, 18);
  CHECK(r[0] == 0x40);
  CHECK(r[1] == 0x02);
  CHECK(b.command({0x4D, 0x00, 2, 18, 0x6C, 0xF6})[1] == 0x02);
  CHECK((b.command({0x04, 0x00})[0] & 0x40) == 0x40);
}

TEST_CASE("i82077: what is not on the track is missed after two index pulses") {
  fdc_bench b;
  b.start();
  b.dma.set_up(512);
  const instant from = b.now;
  CHECK(b.transfer(0x46, 0, 0, 19, 20) == bytes{0x40, 0x04, 0x00, 0, 0, 19, 2});
  CHECK((b.now - from) > duration::ms(200));
  CHECK((b.now - from) <= duration::ms(402));
  CHECK(b.command({0x46, 0, 0, 1, 1, 2, 18, 0x1B, 0xFF})[1] == 0x04);  // the ID says head 0
  CHECK(b.command({0x46, 0, 0, 0, 1, 3, 18, 0x1B, 0xFF})[1] == 0x04);  // and 512 bytes
  b.out(reg_ccr, 2);                                                   // the wrong data rate
  CHECK(b.transfer(0x46, 0, 0, 1, 18)[1] == 0x01);
  b.out(reg_ccr, 0);
  CHECK(b.transfer(0x06, 0, 0, 1, 18)[1] == 0x01);  // FM
}

TEST_CASE("i82077: without implied seek the wrong cylinder is told; with it the arm goes") {
  i82077_parameters p;
  p.ready_for_firmware = false;
  fdc_bench b{1474560, p};
  b.start();
  b.dma.set_up(512);
  CHECK(b.transfer(0x46, 3, 0, 1, 18) == bytes{0x40, 0x04, 0x10, 3, 0, 1, 2});
  b.command({0x13, 0x00, 0x60, 0x00});
  b.dma.set_up(512);
  CHECK(b.transfer(0x46, 3, 0, 1, 18) == bytes{0x20, 0, 0, 3, 0, 2, 2});
  CHECK(b.dma.bytes == b.sector(3 * 36));
  CHECK(b.command({0x0E})[0] == 3);
}

TEST_CASE("i82077: READ ID tells the next ID that passes") {
  fdc_bench b;
  b.start();
  b.dma.set_up(512);
  b.transfer(0x46, 0, 1, 7, 18);
  CHECK(b.command({0x4A, 0x04}) == bytes{0x04, 0, 0, 0, 1, 8, 2});
  b.seek_to(81);  // beyond what is formatted
  CHECK(b.command({0x4A, 0x00})[1] == 0x01);
}

TEST_CASE("i82077: no disk or no motor gives no index, and a reset ends the wait") {
  fdc_bench b;
  b.start();
  for (const unsigned v : {0x4AU, 0x01U}) b.out(reg_fifo, v);
  b.pass(duration::s(30));
  CHECK(b.in(reg_msr) == 0x10);
  CHECK(b.fdc.next_event() == instant::never());
  b.start();
  b.out(reg_dor, 0x0C);  // motor off
  for (const unsigned v : {0x4AU, 0x00U}) b.out(reg_fifo, v);
  b.pass(duration::s(30));
  CHECK(b.in(reg_msr) == 0x10);
  b.out(reg_dor, 0x1C);  // and on
  b.wait();
  CHECK(b.results()[0] == 0x00);
}

TEST_CASE("i82077: READ TRACK reads from the index whatever sector is named") {
  fdc_bench b;
  b.start();
  b.dma.set_up(4 * 512);
  const auto r = b.transfer(0x42, 0, 0, 9, 4);
  CHECK(r[0] == 0x00);
  CHECK(r[1] == 0x04);  // the IDs were others
  CHECK(b.dma.bytes == b.sector(0, 4));
  b.dma.set_up(18 * 512);
  CHECK(b.transfer(0x42, 0, 1, 1, 18)[1] == 0x00);
  CHECK(b.dma.bytes == b.sector(18, 18));
}

TEST_CASE("i82077: VERIFY moves nothing and ends at EOT or after SC sectors") {
  fdc_bench b;
  b.start();
  b.dma.set_up(512);
  CHECK(b.transfer(0x56, 0, 0, 1, 18) == bytes{0x00, 0, 0, 1, 0, 1, 2});
  CHECK(b.command({0xD6, 0x80, 0, 0, 10, 2, 18, 0x1B, 12}) == bytes{0x04, 0, 0, 0, 1, 4, 2});
  CHECK(b.command({0x56, 0x80, 0, 0, 10, 2, 18, 0x1B, 12})[0] == 0x40);
  CHECK(b.dma.at == 0);
}

TEST_CASE("i82077: deleted data marks are written, told and skipped") {
  fdc_bench b;
  b.start();
  b.dma.set_up(512);
  CHECK(b.transfer(0x49, 0, 0, 5, 18)[0] == 0x00);
  b.dma.set_up(2 * 512);
  CHECK(b.transfer(0x46, 0, 0, 4, 18) == bytes{0x00, 0, 0x40, 0, 0, 5, 2});  // ends with it
  CHECK(b.dma.at == 2 * 512);
  b.dma.set_up(2 * 512);
  CHECK(b.transfer(0x66, 0, 0, 4, 18) == bytes{0x00, 0, 0x40, 0, 0, 7, 2});  // skipped
  CHECK(std::equal(b.dma.bytes.begin() + 512, b.dma.bytes.end(), b.sector(5).begin()));
  b.dma.set_up(512);
  CHECK(b.transfer(0x4C, 0, 0, 5, 18) == bytes{0x00, 0, 0x00, 0, 0, 6, 2});
  b.dma.set_up(512);
  CHECK(b.transfer(0x45, 0, 0, 5, 18)[0] == 0x00);  // an ordinary write takes the mark away
  b.dma.set_up(512);
  CHECK(b.transfer(0x46, 0, 0, 5, 18)[2] == 0x00);
}

TEST_CASE("i82077: FORMAT TRACK fills the sectors whose IDs the host gives, in a turn from the index") {
  fdc_bench b;
  b.start();
  std::vector<std::byte> ids;
  for (unsigned r = 1; r <= 18; ++r)
    for (const unsigned v : {0U, 1U, r, 2U}) ids.push_back(static_cast<std::byte>(v));
  b.dma.set_up(ids);
  const instant from = b.now;
  const auto result = b.command({0x4D, 0x04, 2, 18, 0x6C, 0xF6});
  CHECK(result[0] == 0x04);
  CHECK(result[1] == 0x00);
  CHECK((b.now - from) >= duration::ms(200));
  CHECK((b.now - from) <= duration::ms(402));
  CHECK(b.sector(18, 18) == std::vector<std::byte>(18 * 512, std::byte{0xF6}));
  CHECK(b.sector(17)[1] != std::byte{0xF6});
  CHECK(b.command({0x0E})[6] == 18);
}

TEST_CASE("i82077: a DMA channel that does not serve is an overrun") {
  fdc_bench b;
  b.start();
  b.dma.set_up(0);
  CHECK(b.transfer(0x46, 0, 0, 5, 18) == bytes{0x40, 0x10, 0, 0, 0, 5, 2});
  CHECK(b.transfer(0x45, 0, 0, 5, 18) == bytes{0x40, 0x10, 0, 0, 0, 5, 2});
}

TEST_CASE("i82077: every format reads in its drive at its rate") {
  for (const floppy_format& f : floppy_formats()) {
    fdc_bench b{f.bytes()};
    b.start(f.kbps == 1000 ? 3 : f.kbps == 500 ? 0 : 2);
    b.dma.set_up(512);
    const unsigned head = f.heads - 1U;
    const auto r = b.transfer(0x46, f.cylinders - 1U, head, f.sectors_per_track, f.sectors_per_track);
    CHECK((r[0] & 0xC0) == 0x00);
    CHECK(b.dma.bytes == b.sector(f.sectors() - 1));
    if (f.heads == 1) CHECK(b.transfer(0x46, 0, 1, 1, 8)[1] == 0x01);
  }
}

TEST_CASE("i82077: a 360K disk in a 1.2M drive wants 300 kbit/s and two steps a cylinder") {
  fdc_bench b{368640};
  b.fdc.attach(0, drive_1200k);
  b.start(1);
  b.command({0x13, 0x00, 0x20, 0x00});  // no implied seek
  b.seek_to(4);
  b.dma.set_up(512);
  CHECK(b.transfer(0x46, 2, 0, 1, 9)[0] == 0x00);
  CHECK(b.dma.bytes == b.sector(2 * 18));
  b.seek_to(5);
  CHECK(b.transfer(0x46, 2, 0, 1, 9)[1] == 0x01);  // between the cylinders
}

TEST_CASE("i82077: a medium's defect is a data error") {
  fdc_bench b;
  memory_image shorter{100};
  image_medium bad{shorter};
  b.fdc.insert(0, bad, b.format, b.now);
  b.start();
  b.dma.set_up(512);
  const auto r = b.transfer(0x46, 10, 0, 1, 18);
  CHECK((r[0] & 0xC0) == 0x40);
  CHECK(r[1] == 0x20);
  CHECK(r[2] == 0x20);
}

TEST_CASE("i82077: without mechanics only the medium takes time") {
  i82077_parameters p;
  p.mechanical = false;
  fdc_bench b{1474560, p};
  b.start();
  b.dma.set_up(4 * 512);
  const instant from = b.now;
  CHECK(b.transfer(0xC6, 40, 0, 17, 18) == bytes{0x24, 0, 0, 40, 1, 3, 2});
  CHECK((b.now - from) < duration::ms(1));
  CHECK(b.dma.bytes == b.sector(40 * 36 + 16, 4));
}
