#include <catch2/catch.hpp>

#include "sim/time.h"

using namespace trapline;

TEST_CASE("time: the 8254's clock neither drifts nor rounds away over a day") {
  const clock_domain pit{13'125'000, 11};
  const cycles day{13'125'000ull * 86'400 / 11};
  CHECK(pit.edges_by(pit.edge(day)) == day);
  CHECK(pit.edge(cycles{13'125'000}) == instant::at_ps(11'000'000'000'000));
  CHECK(pit.edges_by(instant::at_ps(11'000'000'000'000 - 1)) == cycles{13'124'999});
}

TEST_CASE("time: an edge stands at the first picosecond not before its exact place") {
  const clock_domain third{3'000'000'000};
  CHECK(third.edge(cycles{1}) == instant::at_ps(334));
  CHECK(third.edge(cycles{3}) == instant::at_ps(1000));
  CHECK(third.edge_not_before(instant::at_ps(335)) == cycles{2});
  CHECK(third.covering(duration::ps(335)) == cycles{2});
}
