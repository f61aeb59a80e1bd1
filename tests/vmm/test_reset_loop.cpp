#include "models/vmm/machines/reset_loop.h"

#include <catch2/catch.hpp>

using namespace trapline;
using vmm::reset_loop;

TEST_CASE(
    "reset_loop: a hundred ends in the same registers are one too many, with another in between they are "
    "not") {
  engine::register_file here{}, there{};
  here.rip = 0x1000;
  there.rip = 0x1001;
  reset_loop loop;
  for (unsigned i = 1; i < reset_loop::most; ++i) REQUIRE_FALSE(loop.again(here));
  CHECK_FALSE(loop.again(there));
  for (unsigned i = 1; i < reset_loop::most; ++i) REQUIRE_FALSE(loop.again(here));
  CHECK(loop.again(here));
}

TEST_CASE("reset_loop: a general register, a flag or a page table makes another end of it") {
  reset_loop loop;
  engine::register_file r{};
  for (unsigned i = 0; i < 2 * reset_loop::most; ++i) {
    (i % 3 == 0 ? r.gpr[7] : i % 3 == 1 ? r.cr3 : r.cr2) = i;
    REQUIRE_FALSE(loop.again(r));
  }
}
