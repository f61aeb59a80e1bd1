#include "models/processor/engine/cpuid.h"

#include <algorithm>
#include <string_view>

namespace trapline::engine {

namespace {

constexpr std::uint32_t last_basic = 2;
constexpr std::uint32_t first_extended = 0x8000'0000;
constexpr std::uint32_t last_extended = 0x8000'0008;
constexpr std::uint32_t long_mode = 1u << 29;

// Four characters of a text that is as if padded with zeros.
std::uint32_t letters(std::string_view text, std::size_t at) {
  std::uint32_t r = 0;
  for (std::size_t i = 0; i < 4 && at + i < text.size(); ++i)
    r |= static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i])) << (8 * i);
  return r;
}

std::uint32_t signature(const cpu_description& d) {
  const unsigned extended_family = d.family > 15 ? d.family - 15 : 0;
  return (extended_family << 20) | ((d.model >> 4) << 16) | (std::min(d.family, 15u) << 8) |
         ((d.model & 15) << 4) | (d.stepping & 15);
}

}  // namespace

cpuid_result cpuid_leaf(const cpu_description& d, std::uint32_t leaf) {
  // A leaf that is not there answers like the highest basic one.
  const bool extended = leaf >= first_extended && leaf <= last_extended;
  if (leaf > last_basic && !extended) leaf = last_basic;
  switch (leaf) {
    case 0:
      return {last_basic, letters(d.vendor, 0), letters(d.vendor, 8), letters(d.vendor, 4)};
    case 1:
      return {signature(d), 8u << 8, d.features_ecx, d.features_edx};  // CLFLUSH of 8 quadwords
    case 2:
      return {0x6050'5b01, 0, 0, 0x007c'7040};  // caches: 16 KiB data, 12 K micro-operations, 1 MiB L2
    case 0x8000'0000:
      return {last_extended, 0, 0, 0};
    case 0x8000'0001:
      return {0, 0, d.extended_ecx, d.extended_edx};
    case 0x8000'0002:
    case 0x8000'0003:
    case 0x8000'0004: {
      const std::size_t at = 16 * (leaf - 0x8000'0002);
      return {letters(d.brand, at), letters(d.brand, at + 4), letters(d.brand, at + 8),
              letters(d.brand, at + 12)};
    }
    case 0x8000'0008:
      return {(d.extended_edx & long_mode ? 0x3000u : 0x2000u) | d.physical_bits, 0, 0, 0};
    default:
      return {};
  }
}

}  // namespace trapline::engine
