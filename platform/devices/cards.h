/// The cards that a PC has besides its main board: what a scenario puts into it.
#pragma once

#include <cstdint>
#include <optional>

#include "models/devices/network/ethernet.h"

namespace trapline {

/// An NE2000 and how its jumpers are set.
struct network_card {
  std::uint16_t first_port = 0x300;
  unsigned irq = 9;
  devices::mac_address address{0x02, 0x54, 0x52, 0x4C, 0x00, 0x01};
};

enum class sound_card : std::uint8_t {
  none,
  adlib,  ///< the synthesizer alone
  sb16
};

enum class video_card : std::uint8_t {
  vga,
  vbe  ///< with Bochs' extension for high resolutions
};

struct cards {
  std::optional<network_card> network;
  sound_card sound = sound_card::none;
  video_card video = video_card::vga;
};

}  // namespace trapline
