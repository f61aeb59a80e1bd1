/// Little-endian reads from a file that may be anything: each one is checked against its end.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "platform/loaders/load_plan.h"
#include "platform/loaders/text.h"

namespace trapline::loaders {

class byte_view {
 public:
  byte_view(std::span<const std::uint8_t> bytes, std::string what) : bytes_{bytes}, what_{std::move(what)} {}

  std::uint64_t size() const { return bytes_.size(); }
  const std::string& what() const { return what_; }
  bool holds(std::uint64_t offset, std::uint64_t n) const { return offset <= size() && n <= size() - offset; }

  /// @throws load_error if the file ends before `offset + n`; `part` names what should be there.
  std::span<const std::uint8_t> part(std::uint64_t offset, std::uint64_t n, const char* part) const {
    if (!holds(offset, n)) {
      throw load_error(what_ + ": truncated: the " + part + " needs " + std::to_string(n) +
                       " bytes at offset " + hex(offset) + ", and the file has " + std::to_string(size()) +
                       " bytes");
    }
    return bytes_.subspan(offset, n);
  }
  std::uint8_t u8(std::uint64_t offset, const char* field) const { return part(offset, 1, field)[0]; }
  std::uint16_t u16(std::uint64_t offset, const char* field) const {
    return static_cast<std::uint16_t>(little_endian(part(offset, 2, field)));
  }
  std::uint32_t u32(std::uint64_t offset, const char* field) const {
    return static_cast<std::uint32_t>(little_endian(part(offset, 4, field)));
  }
  std::uint64_t u64(std::uint64_t offset, const char* field) const {
    return little_endian(part(offset, 8, field));
  }

 private:
  static std::uint64_t little_endian(std::span<const std::uint8_t> b) {
    std::uint64_t v = 0;
    for (std::size_t i = b.size(); i-- > 0;) v = v << 8 | b[i];
    return v;
  }
  std::span<const std::uint8_t> bytes_;
  std::string what_;
};

}  // namespace trapline::loaders
