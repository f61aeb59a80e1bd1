/// What a PC has besides its main board: what a scenario puts into it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "models/devices/network/ethernet.h"

namespace trapline {

/// An NE2000 and how its jumpers are set.
struct network_card {
  std::uint16_t first_port = 0x300;
  unsigned irq = 9;
  devices::mac_address address{0x02, 0x54, 0x52, 0x4C, 0x00, 0x01};

  bool operator==(const network_card&) const = default;
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
  bool disk = true;  ///< there is a medium for the ATA disk, which is not there without one
  std::optional<network_card> network;
  sound_card sound = sound_card::none;
  video_card video = video_card::vga;
  bool local_apic = false;   ///< the processor has one
  bool test_device = false;  ///< QEMU's pc-testdev
  /// The files that devices write (device_kind::outputs), by key: who has one is there.
  std::map<std::string, std::filesystem::path, std::less<>> outputs = {};

  bool operator==(const cards&) const = default;
};

}  // namespace trapline
