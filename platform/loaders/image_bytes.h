/// Bytes of an image that nobody changes any more: copies and parts of them share one memory, so that a file
/// is copied once on its way into a machine, into its RAM.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace trapline::loaders {

class image_bytes {
 public:
  image_bytes() = default;
  image_bytes(std::vector<std::uint8_t> bytes) {  // NOLINT(google-explicit-constructor): the same, for good
    const auto kept = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
    bytes_ = *kept;
    owner_ = kept;
  }
  template <typename Iterator>
  image_bytes(Iterator begin, Iterator end) : image_bytes{std::vector<std::uint8_t>(begin, end)} {}
  image_bytes(std::shared_ptr<const void> owner, std::span<const std::uint8_t> bytes)
      : owner_{std::move(owner)}, bytes_{bytes} {}

  /// @param bytes some of these
  image_bytes part(std::span<const std::uint8_t> bytes) const { return {owner_, bytes}; }

  const std::uint8_t* data() const { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  auto begin() const { return bytes_.begin(); }
  auto end() const { return bytes_.end(); }
  std::uint8_t operator[](std::size_t i) const { return bytes_[i]; }

 private:
  std::shared_ptr<const void> owner_;
  std::span<const std::uint8_t> bytes_;
};

}  // namespace trapline::loaders
