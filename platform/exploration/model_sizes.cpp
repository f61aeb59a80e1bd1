#include "platform/exploration/model_sizes.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace trapline::exploration {
namespace {

struct size {
  std::string_view device;
  std::uint64_t bytes;
};

/// Measured with binutils' size; tests/exploration/test_model_sizes.py does so again.
constexpr std::array sizes{size{"debug", 3'959},     size{"disk", 17'503},  size{"floppy", 34'691}, size{"fw_cfg", 13'837},
                           size{"keyboard", 37'963}, size{"pic", 11'656},   size{"pit", 15'560},    size{"post", 3'064},
                           size{"rtc", 13'916},      size{"system", 2'606}, size{"uart", 12'264},   size{"uart2", 12'264},
                           size{"vga", 26'782}};

}  // namespace

std::uint64_t model_bytes(std::string_view device) {
  const auto found = std::ranges::find(sizes, device, &size::device);
  if (found == sizes.end()) throw std::out_of_range{"no size is known of " + std::string{device}};
  return found->bytes;
}

}  // namespace trapline::exploration
