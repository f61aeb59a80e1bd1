#include "platform/loaders/text.h"

#include <array>
#include <charconv>

namespace trapline::loaders {

std::string hex(std::uint64_t n) {
  std::array<char, 16> digits;
  char* const end = std::to_chars(digits.begin(), digits.end(), n, 16).ptr;
  std::string text{digits.begin(), end};
  for (char& c : text) {
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  return (text[0] > '9' ? "0" : "") + text + "h";
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::uint64_t kib = 1024, mib = 1024 * kib;
  if (bytes < kib) return std::to_string(bytes) + " bytes";
  if (bytes < mib) return std::to_string((bytes + kib - 1) / kib) + " KiB";
  return std::to_string(bytes / mib + (bytes % mib != 0)) + " MiB";
}

}  // namespace trapline::loaders
