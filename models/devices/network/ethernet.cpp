#include "models/devices/network/ethernet.h"

namespace trapline::devices::ethernet {

namespace {

constexpr std::uint32_t polynomial = 0x04C11DB7;

/// By the top byte of the register.
constexpr auto table = [] {
  std::array<std::uint32_t, 256> all{};
  for (std::uint32_t n = 0; n < all.size(); ++n) {
    std::uint32_t crc = n << 24;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x80000000U) != 0 ? crc << 1 ^ polynomial : crc << 1;
    all[n] = crc;
  }
  return all;
}();

/// A byte goes out with its least significant bit first.
constexpr std::uint8_t reversed(std::uint8_t b) {
  b = static_cast<std::uint8_t>((b & 0xF0) >> 4 | (b & 0x0F) << 4);
  b = static_cast<std::uint8_t>((b & 0xCC) >> 2 | (b & 0x33) << 2);
  return static_cast<std::uint8_t>((b & 0xAA) >> 1 | (b & 0x55) << 1);
}

}  // namespace

std::uint32_t crc_of(std::span<const std::byte> bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::byte b : bytes)
    crc = crc << 8 ^ table[crc >> 24 ^ reversed(std::to_integer<std::uint8_t>(b))];
  return crc;
}

void append_fcs(std::vector<std::byte>& frame) {
  const std::uint32_t fcs = ~crc_of(frame);
  for (int shift = 24; shift >= 0; shift -= 8)
    frame.push_back(static_cast<std::byte>(reversed(static_cast<std::uint8_t>(fcs >> shift))));
}

ethernet_frame frame_of(std::vector<std::byte> bytes) {
  if (bytes.size() < shortest_frame - fcs_bytes) bytes.resize(shortest_frame - fcs_bytes);
  append_fcs(bytes);
  return {std::move(bytes), 0};
}

}  // namespace trapline::devices::ethernet
