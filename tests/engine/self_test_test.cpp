#include <catch2/catch.hpp>
#include <chrono>

#include "models/processor/engine/self_test.h"

using namespace trapline::engine;

TEST_CASE("engine: the start-up test passes on the library that is installed, and is short") {
  const auto begin = std::chrono::steady_clock::now();
  CHECK_NOTHROW(self_test());
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(engine_version() == "unicorn 2.0.1");
  INFO(std::chrono::duration_cast<std::chrono::microseconds>(took).count() << " us");
  CHECK(took < std::chrono::milliseconds(200));  // 20 ms on a machine that does nothing else
}
