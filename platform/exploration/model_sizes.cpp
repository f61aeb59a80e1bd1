#include "platform/exploration/model_sizes.h"

#include <algorithm>
#include <array>

namespace trapline::exploration {
namespace {

struct size {
  std::string_view device;
  std::uint64_t bytes;
};

/// Measured with binutils' size; tests/exploration/test_model_sizes.py does so again.
constexpr std::array sizes{
    size{"coprocessor", 3'381}, size{"debug", 3'959},     size{"disk", 17'503},  size{"floppy", 34'691},
    size{"fw_cfg", 13'837},     size{"keyboard", 37'963}, size{"lapic", 11'719}, size{"nic", 16'252},
    size{"pic", 11'656},        size{"pit", 15'560},      size{"post", 3'064},   size{"rtc", 13'916},
    size{"sound", 28'615},      size{"system", 2'606},    size{"uart", 12'264},  size{"uart2", 12'264},
    size{"vga", 26'782}};

}  // namespace

std::uint64_t model_bytes(std::string_view device) {
  const auto found = std::ranges::find(sizes, device, &size::device);
  return found == sizes.end() ? 0 : found->bytes;
}

}  // namespace trapline::exploration
