/// Frames of a wire as a pcap file that Wireshark opens: the classic format, times in nanoseconds of
/// simulated time (magic number A1B23C4Dh), Ethernet without its check sequences.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "models/devices/network/ethernet.h"

namespace trapline {

struct recorded_frame {
  instant began;  ///< when its preamble began
  devices::ethernet_frame frame;
};

/// The file's bytes. A frame too short to have a check sequence is kept as it is.
std::string pcap_of(std::span<const recorded_frame>);

}  // namespace trapline
