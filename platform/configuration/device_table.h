/// The devices of the PC that Trapline models, in one table: their names, what they are, their ports.
/// Every place can hold every one of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trapline {

struct port_range {
  std::uint16_t first;
  std::uint16_t last;
};

struct device_entry {
  std::string_view name;
  std::string_view description;
  std::span<const port_range> ports;
};

std::span<const device_entry> device_table();
const device_entry* device_named(std::string_view name);
std::vector<std::string> device_names();

}  // namespace trapline
