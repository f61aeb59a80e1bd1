/// A picture in red, green and blue.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trapline {

struct picture {
  unsigned width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  ///< three bytes a pixel, rows from the top, each from the left

  picture() = default;
  picture(unsigned w, unsigned h) : width{w}, height{h}, rgb(std::size_t{3} * w * h) {}
  std::uint8_t* row(unsigned y) { return rgb.data() + std::size_t{3} * width * y; }
  const std::uint8_t* row(unsigned y) const { return rgb.data() + std::size_t{3} * width * y; }
  bool operator==(const picture&) const = default;
};

}  // namespace trapline
