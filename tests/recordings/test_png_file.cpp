#include <catch2/catch.hpp>

#include <png.h>

#include "platform/recordings/png_file.h"

using namespace trapline;

TEST_CASE("png: what libpng reads back is the picture") {
  picture p{37, 5};
  for (std::size_t i = 0; i < p.rgb.size(); ++i) p.rgb[i] = static_cast<std::uint8_t>(i * 11);
  const std::string file = png_of(p);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, file.data(), file.size()) != 0);
  CHECK(image.width == 37);
  CHECK(image.height == 5);
  image.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> rgb(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, rgb.data(), 0, nullptr) != 0);
  CHECK(rgb == p.rgb);
}
