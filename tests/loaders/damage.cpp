#include "tests/loaders/damage.h"

#include <algorithm>

namespace trapline::loaders::test {

bytes damaged(const bytes& good, std::mt19937_64& random) {
  bytes b = good;
  const auto below = [&](std::uint64_t n) { return static_cast<std::size_t>(random() % n); };
  for (std::size_t n = 1 + below(6); n > 0; --n) {
    // Most of what a loader reads stands in the first bytes or in the setup header.
    const std::size_t from[] = {0, std::min<std::size_t>(b.size() - 1, 0x1F0), below(b.size())};
    const std::size_t at = std::min(from[below(3)] + below(128), b.size() - 1);
    const std::size_t field = std::min(at & ~std::size_t{3}, b.size() - 4);
    switch (below(3)) {
      case 0:
        b[at] = static_cast<std::uint8_t>(random());
        break;
      case 1:
        set(b, field, 4, edge_values[below(edge_values.size())]);
        break;
      default:
        set(b, field, 4, random());
        break;
    }
  }
  if (below(8) == 0) b.resize(4 + below(b.size() - 4));
  return b;
}

}  // namespace trapline::loaders::test
