/// Bytes of a packet in network order, read and written one field after the other.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace trapline::devices {

/// What is read beyond the end is 0, and `whole()` tells of it.
class packet_reader {
 public:
  explicit packet_reader(std::span<const std::byte> bytes) : rest_{bytes} {}

  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const std::byte b : take(bytes)) value = value << 8 | std::to_integer<std::uint32_t>(b);
    return value;
  }
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return number(4); }
  std::span<const std::byte> take(std::size_t n) {
    whole_ = whole_ && n <= rest_.size();
    if (!whole_) n = 0;
    const auto taken = rest_.first(n);
    rest_ = rest_.subspan(n);
    return taken;
  }
  std::span<const std::byte> rest() const { return rest_; }
  bool whole() const { return whole_; }

 private:
  std::span<const std::byte> rest_;
  bool whole_ = true;
};

class packet_writer {
 public:
  packet_writer& number(std::uint32_t value, std::size_t bytes) {
    for (std::size_t i = bytes; i-- > 0;) bytes_.push_back(static_cast<std::byte>(value >> (8 * i)));
    return *this;
  }
  packet_writer& u8(std::uint32_t v) { return number(v, 1); }
  packet_writer& u16(std::uint32_t v) { return number(v, 2); }
  packet_writer& u32(std::uint32_t v) { return number(v, 4); }
  packet_writer& bytes(std::span<const std::byte> v) {
    bytes_.insert(bytes_.end(), v.begin(), v.end());
    return *this;
  }
  packet_writer& text(std::string_view v) { return bytes(std::as_bytes(std::span{v})); }
  packet_writer& zeros(std::size_t n) {
    bytes_.resize(bytes_.size() + n);
    return *this;
  }
  /// Overwrites two bytes that were written before.
  void patch_u16(std::size_t at, std::uint16_t v) {
    bytes_[at] = static_cast<std::byte>(v >> 8);
    bytes_[at + 1] = static_cast<std::byte>(v);
  }
  std::vector<std::byte>& all() { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace trapline::devices
