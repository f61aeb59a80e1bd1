#include <catch2/catch.hpp>

#include "models/costs/step.h"

using namespace trapline;

TEST_CASE("step: every step has a name that leads back to it") {
  for (std::size_t i = 0; i < step_count; ++i) {
    const auto s = static_cast<step>(i);
    CHECK(step_named(name_of(s)) == s);
  }
  CHECK(name_of(step::bus) == "bus");
  CHECK(name_of(step::switch_over) == "switch_over");
  CHECK(name_of(step::queue) == "queue");
  CHECK_FALSE(step_named("nonsense"));
}
