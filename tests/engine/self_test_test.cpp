#include <catch2/catch.hpp>

#include "models/processor/engine/self_test.h"

using namespace trapline::engine;

TEST_CASE("engine: the start-up test passes on the library that is installed, which says its version") {
  CHECK_NOTHROW(self_test());
  CHECK_THAT(engine_version(), Catch::Matchers::StartsWith("unicorn 2."));
}
