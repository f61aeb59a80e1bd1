/// The structure that a Multiboot kernel finds at EBX, with everything it points to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/loaders/load_plan.h"

namespace trapline::loaders {

struct multiboot_module {
  std::uint32_t begin, end;
  std::string text;
};

struct multiboot_info {
  std::string command_line;
  std::vector<multiboot_module> modules;
  std::vector<memory_range> memory_map;

  /// How many bytes it takes; the same for every address.
  std::uint64_t size() const { return at(0).size(); }
  /// The bytes for its place in the guest's memory; the information structure itself comes first.
  std::vector<std::uint8_t> at(std::uint32_t address) const;
};

}  // namespace trapline::loaders
