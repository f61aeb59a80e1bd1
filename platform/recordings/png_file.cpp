#include "platform/recordings/png_file.h"

#include <png.h>

#include <stdexcept>

namespace trapline {

std::string png_of(const picture& p) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = p.width;
  image.height = p.height;
  image.format = PNG_FORMAT_RGB;
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = bytes.size();
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, p.rgb.data(), 0, nullptr) == 0)
    throw std::runtime_error{std::string{"libpng: "} + image.message};
  bytes.resize(size);
  return bytes;
}

}  // namespace trapline
