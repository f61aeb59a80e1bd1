#include "platform/machine/disk_array.h"

#include <algorithm>

namespace trapline {

std::uint64_t disk_array::add(devices::sector_store& store) {
  parts_.push_back({&store, sectors_});
  sectors_ += store.sectors();
  return parts_.back().first;
}

const disk_array::part& disk_array::at(std::uint64_t lba) const {
  const auto after = std::upper_bound(parts_.begin(), parts_.end(), lba,
                                      [](std::uint64_t l, const part& p) { return l < p.first; });
  return *(after - 1);
}

bool disk_array::read(std::uint64_t lba, std::span<std::byte> data) {
  const part& p = at(lba);
  return p.store->read(lba - p.first, data);
}

bool disk_array::write(std::uint64_t lba, std::span<const std::byte> data) {
  const part& p = at(lba);
  return p.store->write(lba - p.first, data);
}

bool disk_array::flush() {
  bool ok = true;
  for (const part& p : parts_) ok = p.store->flush() && ok;
  return ok;
}

}  // namespace trapline
