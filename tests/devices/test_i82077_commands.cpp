#include <catch2/catch.hpp>

#include "tests/devices/i82077_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::fdc;
using namespace trapline::devices::test;
using bytes = std::vector<unsigned>;

namespace {
i82077_parameters data_sheet() {
  i82077_parameters p;
  p.ready_for_firmware = false;
  return p;
}
}  // namespace

TEST_CASE("i82077: a hardware reset holds it in reset, as the data sheet says") {
  fdc_bench b{1474560, data_sheet()};
  CHECK(b.in(reg_dor) == 0x00);
  CHECK(b.in(reg_msr) == 0x00);
  CHECK(b.in(0) == 0xFF);  // SRA and SRB are not driven in AT mode
  CHECK(b.in(1) == 0xFF);
  b.pass(duration::ms(100));
  CHECK(b.irq.rises == 0);
  CHECK(b.fdc.next_event() == instant::never());
}

TEST_CASE("i82077: ready for firmware it is released, quiet and seeks by itself") {
  fdc_bench b;
  CHECK(b.in(reg_dor) == 0x0C);
  CHECK(b.in(reg_msr) == 0x80);
  b.pass(duration::ms(100));
  CHECK(b.irq.rises == 0);
  CHECK(b.command({0x0E})[8] == 0x60);  // EIS, no FIFO
}

TEST_CASE("i82077: after a reset one interrupt and four polling states") {
  fdc_bench b{1474560, data_sheet()};
  b.out(reg_dor, 0x0C);
  CHECK(b.in(reg_msr) == 0x80);
  CHECK_FALSE(b.irq.level);
  b.pass(duration::ms(1));
  CHECK(b.irq.level);
  for (unsigned unit = 0; unit < 4; ++unit) {
    CHECK(b.command({0x08}) == bytes{0xC0 | unit, 0});
    CHECK_FALSE(b.irq.level);
  }
  CHECK(b.command({0x08}) == bytes{0x80});
  CHECK(b.irq.rises == 1);
  b.out(reg_dsr, 0x80);  // a reset by DSR ends by itself
  b.pass(duration::ms(1));
  CHECK(b.irq.rises == 2);
  CHECK(b.command({0x08}) == bytes{0xC0, 0});
}

TEST_CASE("i82077: without DMAGATE the interrupt stays off the pin") {
  fdc_bench b{1474560, data_sheet()};
  b.out(reg_dor, 0x04);
  b.pass(duration::ms(1));
  CHECK_FALSE(b.irq.level);
  b.out(reg_dor, 0x0C);
  CHECK(b.irq.level);
}

TEST_CASE("i82077: VERSION, LOCK and what is invalid answer at once, without an interrupt") {
  fdc_bench b;
  b.start();
  const int rises = b.irq.rises;
  CHECK(b.command({0x10}) == bytes{0x90});
  CHECK(b.command({0x94}) == bytes{0x10});
  CHECK(b.command({0x14}) == bytes{0x00});
  for (const unsigned code : {0x00U, 0x01U, 0x0BU, 0x11U, 0x18U, 0x19U, 0x1DU, 0x1FU, 0x25U, 0x88U, 0xF0U})
    CHECK(b.command({code}) == bytes{0x80});
  CHECK(b.irq.rises == rises);
}

TEST_CASE("i82077: DUMPREG shows what SPECIFY, CONFIGURE, PERPENDICULAR and LOCK set") {
  fdc_bench b{1474560, data_sheet()};
  b.start();
  CHECK(b.command({0x0E}) == bytes{0, 0, 0, 0, 0xDF, 0x02, 0, 0, 0x20, 0});
  b.command({0x03, 0xA5, 0x24});
  b.command({0x13, 0x00, 0x57, 0x12});
  b.command({0x12, 0x85});  // D0, WGATE: OW set
  b.command({0x94});
  CHECK(b.command({0x0E}) == bytes{0, 0, 0, 0, 0xA5, 0x24, 0, 0x85, 0x57, 0x12});
  b.command({0x12, 0x3E});  // without OW the drives' bits stay
  CHECK(b.command({0x0E})[7] == 0x86);
}

TEST_CASE("i82077: a software reset keeps what LOCK covers and SPECIFY's values") {
  fdc_bench b{1474560, data_sheet()};
  b.start();
  b.command({0x03, 0xA5, 0x24});
  b.command({0x13, 0x00, 0x57, 0x12});
  b.command({0x94});
  b.start();
  const auto locked = b.command({0x0E});
  CHECK(locked[4] == 0xA5);
  CHECK(locked[8] == 0x07);  // threshold and FIFO kept, EIS and POLL not
  CHECK(locked[9] == 0x12);
  b.command({0x14});
  b.start();
  const auto open = b.command({0x0E});
  CHECK(open[8] == 0x20);
  CHECK(open[9] == 0x00);
}

TEST_CASE("i82077: RECALIBRATE and SEEK step at SPECIFY's rate and end in an interrupt") {
  fdc_bench b;
  b.start();
  b.command({0x03, 0xD0, 0x02});  // 3 ms at 500 kbit/s
  const instant from = b.now;
  b.command({0x0F, 0x00, 20});
  CHECK((b.in(reg_msr)&0x1F) == 0x01);  // drive 0 busy seeking, the controller not
  b.pass(duration::ms(100));
  CHECK((b.irq.last_rise - from) == duration::ms(60));
  CHECK(b.command({0x08}) == bytes{0x20, 20});
  CHECK((b.in(reg_msr)&0x0F) == 0);
  CHECK(b.command({0x04, 0x00}) == bytes{0x28});
  const instant back = b.now;
  b.command({0x07, 0x00});
  b.pass(duration::ms(100));
  CHECK((b.irq.last_rise - back) == duration::ms(60));
  CHECK(b.command({0x08}) == bytes{0x20, 0});
  CHECK(b.command({0x04, 0x04}) == bytes{0x3C});  // track 0, head bit given back
}

TEST_CASE("i82077: step times follow the data rate") {
  fdc_bench b;
  for (const auto& [rate, us] : {std::pair{0U, 3000U}, {1U, 5000U}, {2U, 6000U}, {3U, 1500U}}) {
    b.start(rate);
    b.command({0x07, 0x00});
    b.pass(duration::s(1));
    b.command({0x08});
    const instant from = b.now;
    b.command({0x0F, 0x00, 10});
    b.pass(duration::s(1));
    CHECK((b.irq.last_rise - from) == duration::us(us) * 10);
    b.command({0x08});
  }
}

TEST_CASE("i82077: a drive that is not there never reaches track 0") {
  fdc_bench b;
  b.start();
  b.command({0x07, 0x02});
  b.pass(duration::s(1));
  CHECK(b.command({0x08}) == bytes{0x72, 0});
  CHECK(b.command({0x04, 0x02}) == bytes{0x2A});
}

TEST_CASE("i82077: RELATIVE SEEK counts from where the arm is") {
  fdc_bench b;
  b.start();
  b.command({0xCF, 0x00, 7});
  b.pass(duration::s(1));
  CHECK(b.command({0x08}) == bytes{0x20, 7});
  b.command({0x8F, 0x00, 3});
  b.pass(duration::s(1));
  CHECK(b.command({0x08}) == bytes{0x20, 4});
  b.command({0x8F, 0x00, 9});  // outwards beyond track 0
  b.pass(duration::s(1));
  CHECK(b.command({0x08})[0] == 0x70);
}

TEST_CASE("i82077: two drives seek at once and are told apart") {
  fdc_bench b;
  b.start();
  b.command({0x0F, 0x00, 10});
  b.command({0x0F, 0x01, 10});
  CHECK((b.in(reg_msr)&0x1F) == 0x03);
  b.pass(duration::s(1));
  CHECK(b.command({0x08}) == bytes{0x20, 10});
  CHECK(b.irq.level);
  CHECK(b.command({0x08}) == bytes{0x21, 10});
  CHECK_FALSE(b.irq.level);
}

TEST_CASE("i82077: the change line is high until a step finds a disk") {
  fdc_bench b;
  b.out(reg_dor, 0x0C);
  CHECK(b.in(reg_dir) == 0x7F);  // motor off: the drive is not selected
  b.start();
  CHECK(b.in(reg_dir) == 0xFF);
  b.seek_to(1);
  CHECK(b.in(reg_dir) == 0x7F);
  b.fdc.eject(0, b.now);
  CHECK(b.in(reg_dir) == 0xFF);
  b.seek_to(2);
  CHECK(b.in(reg_dir) == 0xFF);  // no disk yet
  b.fdc.insert(0, b.medium, b.format, b.now);
  b.seek_to(1);
  CHECK(b.in(reg_dir) == 0x7F);
}

TEST_CASE("i82077: powered down it answers nothing until a reset") {
  fdc_bench b;
  b.start();
  b.out(reg_dsr, 0x40);
  CHECK(b.in(reg_msr) == 0x00);
  b.out(reg_fifo, 0x10);
  b.start();
  CHECK(b.command({0x10}) == bytes{0x90});
}

TEST_CASE("i82077: TDR keeps its two bits") {
  fdc_bench b;
  b.out(reg_tdr, 0x56);
  CHECK(b.in(reg_tdr) == 0xFE);
}
