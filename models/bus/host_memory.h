/// Zeroed memory of the host, as for a machine's RAM. Pages that nobody touches cost nothing.
#pragma once

#include <cstddef>
#include <span>

namespace trapline::bus {

class host_memory {
 public:
  /// @throws std::bad_alloc when the host has no address space left.
  explicit host_memory(std::size_t bytes);
  ~host_memory();
  host_memory(const host_memory&) = delete;
  host_memory& operator=(const host_memory&) = delete;

  std::span<std::byte> bytes() const { return bytes_; }
  /// Zeros again; pages that were touched cost nothing any more.
  void clear();

 private:
  std::span<std::byte> bytes_;
};

}  // namespace trapline::bus
