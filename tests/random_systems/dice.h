/// Numbers by which a random system is made: the same for a seed, everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>

namespace trapline::random_systems {

class dice {
 public:
  explicit dice(std::uint32_t seed) : engine_{seed} {}

  std::uint32_t any() { return static_cast<std::uint32_t>(engine_()); }
  /// 0 to n - 1. @pre n > 0
  std::uint32_t below(std::uint32_t n) { return any() % n; }
  bool one_in(std::uint32_t n) { return below(n) == 0; }
  std::uint32_t pick(std::initializer_list<std::uint32_t> of) {
    return of.begin()[below(static_cast<std::uint32_t>(of.size()))];
  }
  /// Some of the bits of `of`, each one in four.
  std::uint32_t some_of(std::uint32_t of) { return of & any() & any(); }

 private:
  std::mt19937 engine_;
};

}  // namespace trapline::random_systems
