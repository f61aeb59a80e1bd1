/// Ethernet as its stations see it (IEEE 802.3, 10 Mbit/s): addresses, frames and what they are plugged into.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/time.h"

namespace trapline::devices {

using mac_address = std::array<std::uint8_t, 6>;
inline constexpr mac_address broadcast_mac{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};

/// From destination address to frame check sequence, as it is on the wire.
struct ethernet_frame {
  std::vector<std::byte> bytes;
  unsigned extra_bits = 0;  ///< dribble after the last whole byte

  bool operator==(const ethernet_frame&) const = default;
};

namespace ethernet {

inline constexpr std::size_t header_bytes = 14, fcs_bytes = 4;
/// With frame check sequence; what is shorter is a runt, what is longer a giant.
inline constexpr std::size_t shortest_frame = 64, longest_frame = 1518;
inline constexpr std::size_t preamble_bytes = 8;
inline constexpr duration byte_time = duration::ns(800), inter_frame_gap = duration::ns(9600);

/// The CRC-32 register after these bytes, most significant bit first, not complemented: what address filters
/// take their hash from. Over a frame with its right check sequence it is `residue`.
std::uint32_t crc_of(std::span<const std::byte>);
inline constexpr std::uint32_t residue = 0xC704DD7B;

void append_fcs(std::vector<std::byte>&);
/// Padded to the shortest frame, with its check sequence.
ethernet_frame frame_of(std::vector<std::byte> header_and_data);
/// From preamble to the last bit.
inline duration time_of(const ethernet_frame& f) {
  return byte_time * (preamble_bytes + f.bytes.size()) + byte_time * f.extra_bits / 8;
}

}  // namespace ethernet

/// A card's end of the cable.
class ethernet_station {
 public:
  /// The last bit of somebody else's frame has come in.
  virtual void receive(const ethernet_frame&, instant at) = 0;

 protected:
  ~ethernet_station() = default;
};

/// The cable's end at the card.
class ethernet_medium {
 public:
  struct sending {
    duration takes;  ///< until the last bit is out; nothing on a cable that is none
    bool deferred;   ///< somebody else was sending
  };
  virtual sending send(const ethernet_frame&, instant now) = 0;

 protected:
  ~ethernet_medium() = default;
};

/// Where a card is plugged in.
class ethernet_socket {
 public:
  /// @param station outlives the cable. @returns its end of the cable.
  virtual ethernet_medium& plug_in(ethernet_station& station) = 0;

 protected:
  ~ethernet_socket() = default;
};

/// Frames that a card has had to do with since power-on, whatever became of its machine since.
struct ethernet_counters {
  std::uint64_t sent, received;
  std::uint64_t missed;  ///< for this card, and no room in its buffers
};

template <typename Members>
void describe(Members& m, ethernet_counters& s) {
  m("sent", s.sent);
  m("received", s.received);
  m("missed", s.missed);
}

/// A card, as far as counting goes.
class ethernet_card {
 public:
  virtual const ethernet_counters& counters() const = 0;

 protected:
  ~ethernet_card() = default;
};

}  // namespace trapline::devices
