#include "platform/machine/memory_regions.h"

#include <algorithm>

#include "sim/configuration/config_error.h"
#include "sim/configuration/quantity.h"

namespace trapline {

std::optional<std::size_t> memory_regions::place_for(std::uint64_t bytes) const {
  const auto found =
      std::ranges::find_if(free_, [&](const region& r) { return r.bytes >= bytes && !r.in_use(); });
  if (found != free_.end()) return static_cast<std::size_t>(found - free_.begin());
  if (taken_ + bytes <= all_.size()) return free_.size();
  return std::nullopt;
}

std::span<std::byte> memory_regions::take(std::uint64_t bytes) {
  const auto place = place_for(bytes);
  if (!place)
    throw config_error({}, "platform.memory",
                       "the machine's " + size_text(all_.size()) +
                           " do not hold the monitor (80 MiB) and all virtual machines",
                       "give it more, or the virtual machines less (vm.memory, vms)");
  if (*place == free_.size()) {
    taken_ += bytes;
    return all_.subspan(taken_ - bytes, bytes);
  }
  region& r = free_[*place];
  const std::span<std::byte> given = all_.subspan(r.first, bytes);
  r.first += bytes;
  r.bytes -= bytes;
  if (r.bytes == 0) free_.erase(free_.begin() + static_cast<std::ptrdiff_t>(*place));
  std::ranges::fill(given, std::byte{});
  return given;
}

void memory_regions::give_back(std::span<std::byte> r, std::function<bool()> in_use) {
  free_.push_back({static_cast<std::uint64_t>(r.data() - all_.data()), r.size(), std::move(in_use)});
}

std::uint64_t memory_regions::free_bytes() const {
  std::uint64_t sum = all_.size() - taken_;
  for (const region& r : free_) sum += r.bytes;
  return sum;
}

}  // namespace trapline
