/// Who has which address on the machine's network. All are locally administered (IEEE 802, bit 1 of the first byte).
#pragma once

#include <cstddef>

#include "models/devices/network/network_station.h"

namespace trapline {

inline constexpr devices::mac_address station_address = devices::station_settings{}.mac;
/// The physical card's under a monitor; natively the card is the guest's.
inline constexpr devices::mac_address machine_address{0x02, 0x54, 0x52, 0x4C, 0xFF, 0x01};
constexpr devices::mac_address address_of_vm(std::size_t index) {
  return {0x02, 0x54, 0x52, 0x4C, 0x00, static_cast<std::uint8_t>(index + 1)};
}

}  // namespace trapline
