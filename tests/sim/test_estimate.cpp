// Means over seeds, against tables of Student's t.
#include <catch2/catch.hpp>

#include "sim/comparison/estimate.h"

using namespace trapline;

TEST_CASE("estimate: one value is its own mean and says nothing about others") {
  const estimate e = estimate_of({42});
  CHECK(e.mean == 42);
  CHECK(e.half_width == 0);
  CHECK(e.is_not_zero());
}

TEST_CASE("estimate: the interval is that of Student's t, from published tables") {
  // t for 95 %: 12.706 with one degree of freedom, 4.303 with two, 2.262 with nine.
  CHECK(estimate_of({1, 3}).half_width == Approx(12.706 * 1.0).epsilon(1e-4));
  CHECK(estimate_of({1, 2, 3}).half_width == Approx(4.3027 / std::sqrt(3.0)).epsilon(1e-4));
  const estimate ten = estimate_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  CHECK(ten.mean == 5.5);
  CHECK(ten.half_width == Approx(2.2622 * 3.02765 / std::sqrt(10.0)).epsilon(1e-4));
}

TEST_CASE("estimate: equal values have no interval, and zero in one is no difference") {
  CHECK(estimate_of({7, 7, 7}).half_width == 0);
  CHECK_FALSE(estimate_of({0, 0, 0}).is_not_zero());
  CHECK_FALSE(estimate_of({-1, 1, 2}).is_not_zero());
  CHECK(estimate_of({-10, -11, -12}).is_not_zero());
}
