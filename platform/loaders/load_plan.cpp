#include "platform/loaders/load_plan.h"

#include <sys/mman.h>

#include <algorithm>

namespace trapline::loaders {

namespace {

constexpr std::uintptr_t page = 4096;

/// The whole pages in a span.
std::span<std::byte> whole_pages(std::span<std::byte> bytes) {
  const auto at = reinterpret_cast<std::uintptr_t>(bytes.data());
  const std::uintptr_t before = (page - at % page) % page;
  if (before >= bytes.size()) return {};
  return bytes.subspan(before, (bytes.size() - before) / page * page);
}

// All of it is going to be written, and a page of memory that is asked for with others costs a fraction of a fault.
void copy(std::span<std::byte> to, const image_bytes& from) {
  if (const auto pages = whole_pages(to); !pages.empty())
    madvise(pages.data(), pages.size(), MADV_POPULATE_WRITE);
  from.copy_to(to);
}

void clear(std::span<std::byte> bytes) {
  const auto pages = whole_pages(bytes);
  if (pages.empty() || madvise(pages.data(), pages.size(), MADV_DONTNEED) != 0) {
    std::fill(bytes.begin(), bytes.end(), std::byte{0});
    return;
  }
  std::fill(bytes.data(), pages.data(), std::byte{0});
  std::fill(pages.data() + pages.size(), bytes.data() + bytes.size(), std::byte{0});
}

}  // namespace

void write_segments(const load_plan& plan, std::span<std::byte> ram) {
  for (const segment& s : plan.segments) {
    copy(ram.subspan(s.address, s.bytes.size()), s.bytes);
    clear(ram.subspan(s.address + s.bytes.size(), s.zeros_after));
  }
}

}  // namespace trapline::loaders
