/// Bytes of an image that nobody changes any more. Copies and parts of them share one memory. Those of a large file
/// are in no memory until somebody looks at them: on its way into a machine's RAM a file is copied there only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace trapline::loaders {

/// A file of which only the begin was read. All of its bytes have addresses.
class file_source {
 public:
  file_source() = default;
  virtual ~file_source() = default;
  file_source(const file_source&) = delete;
  file_source& operator=(const file_source&) = delete;

  /// The first of its bytes: what was read when it was opened.
  virtual std::span<const std::uint8_t> head() const = 0;
  /// Reads what was not. @throws load_error
  virtual void read_all() = 0;
  /// Copies what belongs at these addresses, read or not. @throws load_error
  virtual void copy(std::span<const std::uint8_t> from, std::span<std::byte> to) = 0;
};

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
  /// @param bytes the addresses of all of the file's
  image_bytes(std::shared_ptr<file_source> file, std::span<const std::uint8_t> bytes)
      : owner_{file}, file_{file.get()}, bytes_{bytes} {}

  /// @param bytes some of these
  image_bytes part(std::span<const std::uint8_t> bytes) const {
    image_bytes p = *this;
    p.bytes_ = bytes;
    return p;
  }
  /// The same of those from `offset` on, without looking at them. @pre they are there
  image_bytes part(std::size_t offset, std::size_t bytes) const {
    return part(bytes_.subspan(offset, bytes));
  }

  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  /// So many of the first as are at hand. @pre these are no part of a file
  std::span<const std::uint8_t> head() const { return file_ ? file_->head() : bytes_; }
  /// To memory that is as large.
  void copy_to(std::span<std::byte> to) const {
    if (file_) {
      file_->copy(bytes_, to);
    } else if (!empty()) {
      std::memcpy(to.data(), bytes_.data(), size());
    }
  }

  const std::uint8_t* data() const {
    if (file_) file_->read_all();
    return bytes_.data();
  }
  auto begin() const { return data(); }
  auto end() const { return data() + size(); }
  std::uint8_t operator[](std::size_t i) const { return data()[i]; }

 private:
  std::shared_ptr<const void> owner_;
  file_source* file_ = nullptr;
  std::span<const std::uint8_t> bytes_;
};

}  // namespace trapline::loaders
