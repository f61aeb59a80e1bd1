#include <catch2/catch.hpp>

#include <array>
#include <cstdint>

#include "sim/copy.h"

TEST_CASE("copy: as many bytes as were asked for, and none behind them") {
  std::array<std::uint8_t, 20> from{};
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<std::uint8_t>(i + 1);
  for (std::size_t bytes = 0; bytes < from.size(); ++bytes) {
    CAPTURE(bytes);
    std::array<std::uint8_t, 20> to{};
    trapline::copy_few(to.data(), from.data(), bytes);
    for (std::size_t i = 0; i < to.size(); ++i) CHECK(to[i] == (i < bytes ? from[i] : 0));
  }
}
