#include "models/vmm/exits/write_ring.h"

#include <catch2/catch.hpp>

#include "models/vmm/exits/ioreq.h"

using namespace trapline::vmm;

namespace {

ioreq operation(std::uint64_t address, bool is_read = false, ioreq_kind kind = ioreq_kind::port) {
  return {address, address + 1, 1, kind, is_read, ioreq_state::none};
}

}  // namespace

TEST_CASE("write_ring: takes writes to what it serves, to the first and the last address, and no reads") {
  write_ring ring;
  CHECK_FALSE(ring.takes(operation(0x70)));
  ring.serve({{ioreq_kind::port, 0x70, 0x71}, {ioreq_kind::memory, 0xa0000, 0xbffff}}, 10);
  for (const std::uint64_t port : {0x70, 0x71}) CHECK(ring.takes(operation(port)));
  for (const std::uint64_t port : {0x6f, 0x72}) CHECK_FALSE(ring.takes(operation(port)));
  CHECK_FALSE(ring.takes(operation(0x70, true)));
  CHECK(ring.covers(operation(0x70, true)));
  CHECK(ring.takes(operation(0xb8000, false, ioreq_kind::memory)));
  CHECK_FALSE(ring.takes(operation(0x70, false, ioreq_kind::memory)));
}

TEST_CASE("write_ring: hands out the oldest first, and takes no more than it has room for") {
  write_ring ring;
  ring.serve({{ioreq_kind::port, 0, 0xffff}}, 2);
  CHECK_FALSE(ring.take());
  ring.put(operation(1));
  ring.put(operation(2));
  CHECK_FALSE(ring.takes(operation(3)));
  CHECK(ring.take()->address == 1);
  CHECK(ring.takes(operation(3)));
  CHECK(ring.take()->address == 2);
  CHECK(ring.empty());
}

TEST_CASE("write_ring: a reset of the devices forgets what they have not seen, and is counted") {
  write_ring ring;
  ring.serve({{ioreq_kind::port, 0, 0xffff}}, 2);
  ring.put(operation(1));
  ring.clear();
  CHECK(ring.empty());
  CHECK(ring.resets() == 1);
  CHECK(ring.takes(operation(1)));
}

TEST_CASE("ioreq: the states of a packet have the names of the field") {
  CHECK(name_of(ioreq_state::none) == "none");
  CHECK(name_of(ioreq_state::resp_ready) == "resp_ready");
}
