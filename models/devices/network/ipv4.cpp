#include "models/devices/network/ipv4.h"

namespace trapline::devices {

namespace {

constexpr std::size_t header_bytes = 20, udp_header_bytes = 8;
constexpr std::uint8_t version_and_length = 0x45, time_to_live = 64;
constexpr std::uint16_t more_fragments_or_offset = 0x3FFF;

}  // namespace

std::uint16_t internet_checksum(std::span<const std::byte> bytes, std::uint32_t sum_before) {
  std::uint64_t sum = sum_before;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += std::to_integer<std::uint64_t>(bytes[i]) << (i % 2 == 0 ? 8 : 0);
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::uint32_t pseudo_header_sum(ipv4_address from, ipv4_address to, ip_protocol protocol,
                                std::size_t length) {
  return (from >> 16) + (from & 0xFFFF) + (to >> 16) + (to & 0xFFFF) + static_cast<std::uint32_t>(protocol) +
         static_cast<std::uint32_t>(length);
}

std::optional<ipv4_packet> read_ipv4(std::span<const std::byte> bytes) {
  packet_reader in{bytes};
  const unsigned first = in.u8();
  const std::size_t header = (first & 0x0FU) * 4;
  in.take(1);
  const std::size_t length = in.u16();
  in.take(2);
  const unsigned fragment = in.u16();
  in.take(1);
  const auto protocol = static_cast<ip_protocol>(in.u8());
  in.take(2);
  const ipv4_address from = in.u32();
  const ipv4_address to = in.u32();
  if (!in.whole() || first >> 4 != 4 || header < header_bytes || length < header || length > bytes.size())
    return {};
  if (internet_checksum(bytes.first(header)) != 0 || (fragment & more_fragments_or_offset) != 0) return {};
  return ipv4_packet{from, to, protocol, bytes.subspan(header, length - header), bytes.first(length)};
}

std::vector<std::byte> make_ipv4(ipv4_address from, ipv4_address to, ip_protocol protocol,
                                 std::uint16_t identification, std::span<const std::byte> payload) {
  packet_writer out;
  out.u8(version_and_length).u8(0).u16(static_cast<std::uint32_t>(header_bytes + payload.size()));
  out.u16(identification).u16(0);
  out.u8(time_to_live).u8(static_cast<std::uint32_t>(protocol)).u16(0).u32(from).u32(to);
  out.patch_u16(10, internet_checksum(out.all()));
  return std::move(out.bytes(payload).all());
}

std::optional<udp_datagram> read_udp(const ipv4_packet& packet) {
  packet_reader in{packet.payload};
  const std::uint16_t from_port = in.u16();
  const std::uint16_t to_port = in.u16();
  const std::size_t length = in.u16();
  const std::uint16_t checksum = in.u16();
  if (!in.whole() || length < udp_header_bytes || length > packet.payload.size()) return {};
  const std::uint32_t sum = pseudo_header_sum(packet.from, packet.to, ip_protocol::udp, length);
  if (checksum != 0 && internet_checksum(packet.payload.first(length), sum) != 0) return {};
  return udp_datagram{packet.from, packet.to, from_port, to_port,
                      packet.payload.subspan(udp_header_bytes, length - udp_header_bytes)};
}

std::vector<std::byte> make_udp(const udp_datagram& d) {
  const std::size_t length = udp_header_bytes + d.data.size();
  packet_writer out;
  out.u16(d.from_port).u16(d.to_port).u16(static_cast<std::uint32_t>(length)).u16(0).bytes(d.data);
  const std::uint16_t sum =
      internet_checksum(out.all(), pseudo_header_sum(d.from, d.to, ip_protocol::udp, length));
  out.patch_u16(6, sum == 0 ? 0xFFFF : sum);  // 0 would say that there is none
  return std::move(out.all());
}

}  // namespace trapline::devices
