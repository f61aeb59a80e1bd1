#include "models/vmm/board/place.h"

#include <algorithm>
#include <array>

namespace trapline {

namespace {

constexpr std::array<std::string_view, 6> names{"physical", "hypervisor", "service_os",
                                                "kernel",   "host_os",    "user"};

}  // namespace

std::string_view name_of(place p) { return names[static_cast<std::size_t>(p)]; }

std::optional<place> place_named(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<place>(found - names.begin());
}

}  // namespace trapline
