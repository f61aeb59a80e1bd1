/// What a packet costs in the system with the devices, whichever monitor that is.
#pragma once

#include <array>

#include "models/costs/path.h"

namespace trapline::vmm {

inline constexpr path_part packet_copied{
    "the packet is copied, to the bridge and from it; each step is 64 bytes, begun ones whole",
    {{208, step::copy_packet, account::service_os}}};
inline constexpr path_part packet_bridged{"the bridge passes the packet on",
                                          {{208, step::bridge_packet, account::service_os}}};
inline constexpr std::size_t copied_at_once = 64;

/// Besides being scheduled, and the driver's accesses to the physical card.
inline constexpr std::array packet_path{&packet_copied, &packet_bridged, &packet_copied};
inline constexpr path_table packet_table{"2", "A packet of up to 64 bytes over the bridge, from card to card",
                                         packet_path};

}  // namespace trapline::vmm
