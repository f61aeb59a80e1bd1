/// What accesses to a device are counted under: its name; those to its memory, under a name of their own.
#pragma once

#include <string>
#include <string_view>

namespace trapline::vmm {

inline constexpr std::string_view memory_suffix = "_memory";

inline std::string memory_of(std::string_view device) { return std::string{device} += memory_suffix; }

/// The device that accesses counted under this name are to.
inline std::string device_counted_as(std::string_view name) {
  if (name.ends_with(memory_suffix)) name.remove_suffix(memory_suffix.size());
  return std::string{name};
}

}  // namespace trapline::vmm
