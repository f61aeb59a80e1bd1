/// IPv4 (RFC 791) and UDP (RFC 768) as a host without routes needs them: whole packets, no options sent.
/// *Not modelled*: fragments, which are ignored.
#pragma once

#include <optional>

#include "models/devices/network/packet.h"

namespace trapline::devices {

using ipv4_address = std::uint32_t;
inline constexpr ipv4_address everybody = 0xFFFFFFFF;

enum class ip_protocol : std::uint8_t { icmp = 1, tcp = 6, udp = 17 };

struct ipv4_packet {
  ipv4_address from, to;
  ip_protocol protocol;
  std::span<const std::byte> payload;
  std::span<const std::byte> whole;  ///< header and payload
};
/// @returns nothing for what is malformed, damaged or a fragment.
std::optional<ipv4_packet> read_ipv4(std::span<const std::byte>);
std::vector<std::byte> make_ipv4(ipv4_address from, ipv4_address to, ip_protocol,
                                 std::uint16_t identification, std::span<const std::byte> payload);

struct udp_datagram {
  ipv4_address from, to;
  std::uint16_t from_port, to_port;
  std::span<const std::byte> data;
};
std::optional<udp_datagram> read_udp(const ipv4_packet&);
/// The payload of an IPv4 packet.
std::vector<std::byte> make_udp(const udp_datagram&);

/// RFC 1071, over the bytes as 16-bit words; 0 over what holds its own right checksum.
std::uint16_t internet_checksum(std::span<const std::byte>, std::uint32_t sum_before = 0);
/// What TCP's and UDP's checksums begin with.
std::uint32_t pseudo_header_sum(ipv4_address from, ipv4_address to, ip_protocol, std::size_t length);

}  // namespace trapline::devices
