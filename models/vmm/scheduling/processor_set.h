/// Processors of the machine that something may use, by their index.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace trapline::vmm {

class processor_set {
 public:
  /// As many as a set can name.
  static constexpr std::size_t most = 64;

  static constexpr processor_set all() { return processor_set{~std::uint64_t{0}}; }
  static constexpr processor_set only(std::size_t cpu) { return processor_set{std::uint64_t{1} << cpu}; }
  /// The processors from 0 to n - 1.
  static constexpr processor_set first(std::size_t n) {
    return n >= most ? all() : processor_set{(std::uint64_t{1} << n) - 1};
  }
  /// Bit n stands for processor n.
  constexpr explicit processor_set(std::uint64_t bits) : bits_{bits} {}

  constexpr bool contains(std::size_t cpu) const { return cpu < most && (bits_ >> cpu & 1) != 0; }
  constexpr std::size_t count() const { return static_cast<std::size_t>(std::popcount(bits_)); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr processor_set without(processor_set other) const { return processor_set{bits_ & ~other.bits_}; }

  friend constexpr bool operator==(processor_set, processor_set) = default;
  friend constexpr processor_set operator&(processor_set a, processor_set b) {
    return processor_set{a.bits_ & b.bits_};
  }
  friend constexpr processor_set operator|(processor_set a, processor_set b) {
    return processor_set{a.bits_ | b.bits_};
  }

 private:
  std::uint64_t bits_;
};

}  // namespace trapline::vmm
