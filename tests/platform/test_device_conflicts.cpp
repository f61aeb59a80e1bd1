// What two devices of one machine both claim.
#include <catch2/catch.hpp>

#include "platform/devices/device_kind.h"

using namespace trapline;
using Catch::Matchers::Contains;

TEST_CASE("device conflicts: they are a machine's own, whatever machines were asked about before") {
  const cards plain;
  cards at_the_floppy = plain, at_the_disk = plain;
  at_the_floppy.network = network_card{.first_port = 0x3e0};
  at_the_disk.network = network_card{.irq = 14};
  for (int again = 0; again < 2; ++again) {
    CHECK(conflict_between(plain).empty());
    CHECK_THAT(conflict_between(at_the_floppy), Contains("both claim port 3F"));
    CHECK_THAT(conflict_between(at_the_disk), Contains("both claim IRQ 14"));
    at_the_floppy.disk = false;
    CHECK_THAT(conflict_between(at_the_floppy), Contains("both claim port 3F"));
  }
}
