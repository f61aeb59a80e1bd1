/// How much memory `new` was asked for in one piece. The test program that links this has its own
/// operator new; what C libraries take from malloc() is not seen.
#pragma once

#include <cstddef>

namespace trapline::loaders::test {

/// The largest request since it was made. One at a time.
class largest_allocation {
 public:
  largest_allocation();
  std::size_t bytes() const;
};

}  // namespace trapline::loaders::test
