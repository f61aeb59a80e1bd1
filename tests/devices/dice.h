/// Numbers for tests that try things at random: always the same ones for a seed.
#pragma once

#include <random>

namespace trapline::devices::test {

class dice {
 public:
  explicit dice(unsigned seed) : engine_{seed} {}
  /// 0 to n - 1. @pre n > 0
  unsigned below(unsigned n) { return static_cast<unsigned>(engine_() % n); }
  bool one_in(unsigned n) { return below(n) == 0; }

 private:
  std::mt19937 engine_;
};

}  // namespace trapline::devices::test
