/// What a machine's devices are connected to: the far ends of their lines, their media, their memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "models/devices/dma/i8237_channel.h"
#include "models/devices/storage/block_medium.h"
#include "models/devices/system/guest_control.h"
#include "models/devices/text_sink.h"
#include "models/devices/timers/mc146818.h"
#include "platform/devices/cards.h"

namespace trapline {

/// Files for the firmware, by the names that it looks for.
using firmware_files = std::map<std::string, std::span<const std::byte>>;

struct surroundings {
  devices::text_sink* serial = nullptr;  ///< what the first UART sends
  devices::text_sink* serial2 = nullptr;
  devices::text_sink* log = nullptr;  ///< ports E9h and 402h; a physical machine has none
  devices::guest_control_client* control = nullptr;
  devices::block_medium* disk = nullptr;
  devices::block_medium* floppy = nullptr;  ///< the disk in drive A, of one of the known formats
  bool floppy_turns = true;                 ///< the drive takes its time; off where the medium alone does
  devices::dma_memory* memory = nullptr;    ///< what the DMA controllers reach
  devices::calendar_time start{2005, 12, 10, 12, 0, 0};  ///< the RTC's time at power-on
  std::uint64_t memory_bytes = 0;
  /// What fw_cfg hands out; without it there is no fw_cfg, as in any physical machine.
  const firmware_files* files = nullptr;
  cards with;
  /// The text file that a key of a device's names (device_kind::outputs); null if the key was not given.
  std::function<devices::text_sink*(std::string_view key)> output =
      [](std::string_view) -> devices::text_sink* { return nullptr; };
  devices::ethernet_socket* network = nullptr;  ///< the network card's; null leaves it without a cable
};

}  // namespace trapline
