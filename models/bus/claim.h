/// Addresses that a chip answers to, in either of a PC's two address spaces.
#pragma once

#include <cstdint>
#include <vector>

#include "models/bus/address_space.h"
#include "models/devices/device.h"

namespace trapline::bus {

struct claim {
  address_space space = address_space::io;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint32_t first_register = 0;  ///< the chip's register that the first address selects

  bool operator==(const claim&) const = default;
};

/// Where a PC puts the chip: its ports, then its memory.
std::vector<claim> claims_of(const devices::device&);

}  // namespace trapline::bus
