/// A log-linear histogram of cycles: count, least, greatest and sum are exact, quantiles are within
/// 0.8 % of the value that a sorted list would give, and exact where all values near it are equal.
/// Values below 256 are kept exactly.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "sim/time.h"

namespace trapline {

/// Values that lie so near one another that a histogram keeps but their number and their sum.
struct histogram_slot {
  std::uint64_t low = 0;  ///< no value is less
  std::uint64_t count = 0;
  std::uint64_t above = 0;  ///< the sum of what the values exceed `low` by

  bool operator==(const histogram_slot&) const = default;
};

/// The least value that at least `part / whole` of the values in the slots do not exceed.
/// @pre slots in the order of their values, `count` values in all; 0 <= part <= whole, whole positive.
std::uint64_t quantile_of(const std::vector<histogram_slot>& slots, std::uint64_t count, std::uint64_t part,
                          std::uint64_t whole);

class histogram {
 public:
  histogram() = default;
  histogram(const histogram& other) { merge(other); }
  histogram(histogram&& other) noexcept { swap(other); }
  histogram& operator=(histogram other) noexcept {
    swap(other);
    return *this;
  }

  /// @param times how often it came; at least once
  void add(cycles value, std::uint64_t times = 1) {
    const std::uint64_t v = value.count();
    // Where nothing is drawn, the same comes again and again.
    if (last_slot_ == nullptr || v != last_) place(v);
    count_ += times;
    sum_ += v * times;
    last_slot_->count += times;
    last_slot_->sum += v * times;
  }
  void merge(const histogram& other);
  void clear() { *this = histogram{}; }

  std::uint64_t count() const { return count_; }
  cycles sum() const { return cycles{sum_}; }
  /// Zero if nothing was added.
  cycles least() const { return cycles{count_ == 0 ? 0 : least_}; }
  cycles greatest() const { return cycles{greatest_}; }
  /// The least value that at least `part / whole` of the values do not exceed; zero if there are none.
  /// @pre 0 <= part <= whole, whole positive.
  cycles quantile(std::uint64_t part, std::uint64_t whole) const {
    return cycles{quantile_of(used_slots(), count_, part, whole)};
  }
  /// Those that hold values, in order.
  std::vector<histogram_slot> used_slots() const;

 private:
  static constexpr unsigned slot_bits = 7;
  static constexpr std::uint64_t slots = std::uint64_t{1} << slot_bits;
  static constexpr unsigned octave_count = 65 - slot_bits;
  /// Values that differ by less than 1 / slots of themselves. Their sum may wrap: only differences from
  /// the slot's lower end are taken of it.
  struct slot {
    std::uint64_t count;
    std::uint64_t sum;
  };
  /// One power of two in equal slots; made when first needed, 2 KiB each.
  using octave = std::array<slot, slots>;

  /// Octaves 0 and 1 hold 0..127 and 128..255 exactly, octave n > 1 the values from 2^(n+6) on.
  static unsigned octave_of(std::uint64_t v) {
    return v < slots ? 0 : static_cast<unsigned>(std::bit_width(v)) - slot_bits;
  }
  static std::uint64_t slot_of(std::uint64_t v, unsigned o) {
    return o == 0 ? v : (v >> (o - 1)) & (slots - 1);
  }

  void swap(histogram& other) noexcept;
  /// Has the slot of a value that is about to be added.
  void place(std::uint64_t v) {
    if (v < least_) least_ = v;
    if (v > greatest_) greatest_ = v;
    const unsigned o = octave_of(v);
    if (!octaves_[o]) octaves_[o] = std::make_unique<octave>();
    last_ = v;
    last_slot_ = &(*octaves_[o])[slot_of(v, o)];
  }

  std::uint64_t last_ = 0;     ///< what was added last
  slot* last_slot_ = nullptr;  ///< where that is
  std::uint64_t count_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t least_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t greatest_ = 0;
  std::array<std::unique_ptr<octave>, octave_count> octaves_;
};

}  // namespace trapline
