/// The kinds of devices that a PC of Trapline's can have. A kind is a file in kinds/ that defines a function
/// `device_kind NAME_kind()`; the build collects them, so that nothing else lists them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/vmm/board/device_parts.h"
#include "platform/devices/surroundings.h"

namespace trapline {

/// A key of a virtual machine's, `vm.NAME.KEY`, that names a text file which a device writes.
struct output_key {
  std::string_view name;
  std::string_view description;
};

struct device_kind {
  std::string_view name;
  std::string_view description;
  /// What its model adds to the software that it is put into: its chips' code and constant data as GCC 12 makes it
  /// (-O2, x86-64; binutils' size), without what it shares with others and with the monitor.
  std::uint64_t code_bytes;
  /// The device of a machine with these surroundings; null if such a machine has none.
  std::unique_ptr<vmm::device_parts> (*make)(const surroundings&);
  /// The key of a virtual machine's, `vm.NAME.KEY`, by which a scenario asks for it; none: every machine has one.
  std::string_view asked_for_by = "";
  /// Files that it writes; `make` finds those that were asked for by surroundings::output().
  std::vector<output_key> outputs = {};
};

/// By name.
std::span<const device_kind> device_kinds();
/// Null if there is no such kind.
const device_kind* device_kind_named(std::string_view name);
std::vector<std::string> device_names();
/// The code_bytes of the kind of this name; 0 for a device of the user's own.
std::uint64_t model_bytes(std::string_view device);
/// Of a device of this kind, device_parts::beyond_images().
std::string beyond_images(const device_kind&);
/// The ports of a device of this kind, in ascending order.
std::vector<devices::port_window> ports_of(const device_kind&);
/// The memory of a device of this kind; none of most.
std::vector<devices::memory_window> memory_of(const device_kind&);
/// Whether a machine with these cards has the device, if all else is there that it needs.
bool has_device(const cards&, const device_kind&);
/// Two devices of a machine with these cards that want one port or one interrupt line, in words; "" if there are
/// none.
std::string conflict_between(const cards&);

}  // namespace trapline
