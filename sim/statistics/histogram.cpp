#include "sim/statistics/histogram.h"

#include <algorithm>
#include <utility>

namespace trapline {

void histogram::swap(histogram& other) noexcept {
  std::swap(last_, other.last_);
  std::swap(last_slot_, other.last_slot_);
  std::swap(count_, other.count_);
  std::swap(sum_, other.sum_);
  std::swap(least_, other.least_);
  std::swap(greatest_, other.greatest_);
  octaves_.swap(other.octaves_);
}

void histogram::merge(const histogram& other) {
  count_ += other.count_;
  sum_ += other.sum_;
  least_ = std::min(least_, other.least_);
  greatest_ = std::max(greatest_, other.greatest_);
  for (std::size_t o = 0; o < octaves_.size(); ++o) {
    if (!other.octaves_[o]) continue;
    if (!octaves_[o]) octaves_[o] = std::make_unique<octave>();
    for (std::size_t s = 0; s < slots; ++s) {
      (*octaves_[o])[s].count += (*other.octaves_[o])[s].count;
      (*octaves_[o])[s].sum += (*other.octaves_[o])[s].sum;
    }
  }
}

std::vector<histogram_slot> histogram::used_slots() const {
  std::vector<histogram_slot> all;
  for (unsigned o = 0; o < octaves_.size(); ++o) {
    if (!octaves_[o]) continue;
    for (std::uint64_t s = 0; s < slots; ++s) {
      const slot& at = (*octaves_[o])[s];
      const std::uint64_t low = o == 0 ? s : (slots + s) << (o - 1);
      if (at.count > 0) all.push_back({low, at.count, at.sum - low * at.count});
    }
  }
  return all;
}

std::uint64_t quantile_of(const std::vector<histogram_slot>& slots, std::uint64_t count, std::uint64_t part,
                          std::uint64_t whole) {
  __extension__ using u128 = unsigned __int128;
  const auto rank = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>((static_cast<u128>(count) * part + whole - 1) / whole));
  std::uint64_t seen = 0;
  for (const histogram_slot& s : slots) {
    seen += s.count;
    if (seen >= rank) return s.low + s.above / s.count;
  }
  return 0;
}

}  // namespace trapline
