#include <catch2/catch.hpp>

#include <vector>

#include "sim/random/word_stream.h"

using namespace trapline;

TEST_CASE(
    "word_stream: whatever is taken at once, the words are the halves of the generator's, lower half first") {
  constexpr std::uint64_t seed = 11;
  word_stream words{seed};
  std::vector<std::uint32_t> taken;
  for (std::size_t n = 1; taken.size() < 2000; n = n * 5 % 49) {
    const std::uint32_t* some = words.take(n);
    taken.insert(taken.end(), some, some + n);
  }
  std::uint64_t state = seed;
  for (std::size_t i = 0; i + 1 < taken.size(); i += 2) {
    const std::uint64_t both = split_mix(state);
    REQUIRE(taken[i] == static_cast<std::uint32_t>(both));
    REQUIRE(taken[i + 1] == static_cast<std::uint32_t>(both >> 32));
  }
}

TEST_CASE("word_stream: a copy goes on by itself") {
  word_stream a{3};
  a.take(5);
  word_stream b = a;
  a.take(40);
  const std::uint32_t later = *a.take(1);
  b.take(40);
  CHECK(*b.take(1) == later);
}
