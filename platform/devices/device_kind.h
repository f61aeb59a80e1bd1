/// The kinds of devices that a PC of Trapline's can have. A kind is a file in kinds/ that defines a function
/// `device_kind NAME_kind()`; the build collects them, so that nothing else lists them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/vmm/device_parts.h"
#include "platform/devices/surroundings.h"

namespace trapline {

struct device_kind {
  std::string_view name;
  std::string_view description;
  /// The device of a machine with these surroundings; null if such a machine has none.
  std::unique_ptr<vmm::device_parts> (*make)(const surroundings&);
};

/// By name.
std::span<const device_kind> device_kinds();
/// Null if there is no such kind.
const device_kind* device_kind_named(std::string_view name);
std::vector<std::string> device_names();
/// The ports of a device of this kind, in ascending order.
std::vector<devices::port_window> ports_of(const device_kind&);

}  // namespace trapline
