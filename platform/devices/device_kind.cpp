#include "platform/devices/device_kind.h"

#include <algorithm>

#include "platform/devices/unplugged.h"

namespace trapline {

const device_kind* device_kind_named(std::string_view name) {
  const auto found = std::ranges::find(device_kinds(), name, &device_kind::name);
  return found == device_kinds().end() ? nullptr : &*found;
}

std::vector<std::string> device_names() {
  std::vector<std::string> names;
  for (const device_kind& k : device_kinds()) names.emplace_back(k.name);
  return names;
}

std::vector<devices::port_window> ports_of(const device_kind& kind) {
  unplugged nowhere;
  const auto parts = kind.make(nowhere.everything);
  std::vector<devices::port_window> all;
  for (const vmm::device_parts::chip& c : parts->chips())
    all.insert(all.end(), c.it->ports().begin(), c.it->ports().end());
  std::ranges::sort(all, {}, &devices::port_window::first_port);
  return all;
}

}  // namespace trapline
