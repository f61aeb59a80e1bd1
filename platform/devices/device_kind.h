/// The kinds of devices that a PC of Trapline's can have. A kind is a file in kinds/ that defines a function
/// `device_kind NAME_kind()`; the build collects them, so that nothing else lists them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/vmm/board/device_parts.h"
#include "platform/devices/surroundings.h"

namespace trapline {

struct device_kind {
  std::string_view name;
  std::string_view description;
  /// The device of a machine with these surroundings; null if such a machine has none.
  std::unique_ptr<vmm::device_parts> (*make)(const surroundings&);
  /// On a card that a machine has only if its scenario asks for it.
  bool optional = false;
};

/// By name.
std::span<const device_kind> device_kinds();
/// Null if there is no such kind.
const device_kind* device_kind_named(std::string_view name);
std::vector<std::string> device_names();
/// The ports of a device of this kind, in ascending order.
std::vector<devices::port_window> ports_of(const device_kind&);
/// Whether a machine with these cards has the device, if all else is there that it needs.
bool has_device(const cards&, const device_kind&);
/// Two devices of a machine with these cards that want one port or one interrupt line, in words; "" if there are
/// none.
std::string conflict_between(const cards&);

}  // namespace trapline
