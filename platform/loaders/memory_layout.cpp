#include "platform/loaders/memory_layout.h"

#include <algorithm>
#include <utility>

#include "platform/loaders/text.h"

namespace trapline::loaders {
namespace {

constexpr std::uint64_t down_to_page(std::uint64_t a) { return a & ~(page_bytes - 1); }
constexpr std::uint64_t up_to_page(std::uint64_t a) { return down_to_page(a + page_bytes - 1); }

}  // namespace

std::vector<memory_range> pc_memory_map(std::uint64_t memory) {
  std::vector<memory_range> map{{0, std::min(memory, conventional_end)}};
  if (memory > hole_end) map.push_back({hole_end, memory - hole_end});
  return map;
}

memory_layout::memory_layout(std::uint64_t bytes) : size_{bytes} {
  if (bytes < least_memory || bytes > most_memory || bytes % page_bytes != 0) {
    throw load_error("the VM's memory is " + std::to_string(bytes) +
                     " bytes; it must be a multiple of 4 KiB from " + size_text(least_memory) + " to " +
                     size_text(most_memory));
  }
  taken_.push_back({hole_begin, hole_end, "the area of video memory and ROMs"});
}

const memory_layout::range* memory_layout::conflict(std::uint64_t begin, std::uint64_t end) const {
  const auto hit = std::find_if(taken_.begin(), taken_.end(),
                                [&](const range& r) { return begin < r.end && r.begin < end; });
  return hit == taken_.end() ? nullptr : &*hit;
}

void memory_layout::reserve(std::uint64_t address, std::uint64_t bytes, const std::string& what) {
  if (bytes == 0) return;
  if (address > size_ || bytes > size_ - address) {
    const bool sum_fits = bytes <= UINT64_MAX - address;
    throw load_error(what + " needs the addresses from " + hex(address) +
                     (sum_fits ? " to " + hex(address + bytes - 1) : " on for " + hex(bytes) + " bytes") +
                     ", and the VM has " + size_text(size_) + " of memory" +
                     (sum_fits && address + bytes <= most_memory
                          ? "; vm.memory of " + size_text(address + bytes) + " or more would do"
                          : "; no VM can have that much"));
  }
  if (const range* other = conflict(address, address + bytes)) {
    throw load_error(what + " at " + hex(address) + " to " + hex(address + bytes - 1) + " overlaps " +
                     other->what + " at " + hex(other->begin) + " to " + hex(other->end - 1));
  }
  taken_.push_back({address, address + bytes, what});
}

void memory_layout::place(segment s) {
  const std::uint64_t filled = s.bytes.size();
  if (s.zeros_after > UINT64_MAX - filled)
    throw load_error(s.what + " claims more than 2^64 bytes of memory");
  reserve(s.address, filled + s.zeros_after, s.what);
  if (filled + s.zeros_after > 0) segments_.push_back(std::move(s));
}

std::optional<std::uint64_t> memory_layout::highest_free(std::uint64_t bytes, std::uint64_t limit) const {
  std::uint64_t end = std::min(limit, size_);
  while (bytes <= end && down_to_page(end - bytes) >= hole_end) {
    const std::uint64_t begin = down_to_page(end - bytes);
    const range* other = conflict(begin, begin + bytes);
    if (other == nullptr) return begin;
    end = other->begin;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> memory_layout::lowest_free(std::uint64_t bytes, std::uint64_t from,
                                                        std::uint64_t limit) const {
  const std::uint64_t end = std::min(limit, size_);
  std::uint64_t begin = up_to_page(from);
  while (begin <= end && bytes <= end - begin) {
    const range* other = conflict(begin, begin + bytes);
    if (other == nullptr) return begin;
    begin = up_to_page(other->end);
  }
  return std::nullopt;
}

}  // namespace trapline::loaders
