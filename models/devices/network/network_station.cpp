#include "models/devices/network/network_station.h"

#include <algorithm>

namespace trapline::devices {

namespace {

constexpr std::uint16_t type_ipv4 = 0x0800, type_arp = 0x0806;
constexpr std::uint16_t arp_request = 1, arp_reply = 2;
constexpr std::uint8_t echo_reply = 0, unreachable = 3, echo_request = 8, port_unreachable = 3;
constexpr std::uint16_t port_echo = 7;
constexpr std::size_t largest_payload = 1500, quoted_bytes = 28;

mac_address mac_from(std::span<const std::byte> bytes) {
  mac_address mac{};
  for (std::size_t i = 0; i < bytes.size(); ++i) mac[i] = std::to_integer<std::uint8_t>(bytes[i]);
  return mac;
}

}  // namespace

network_station::network_station(const station_settings& settings, file_library* files)
    : settings_{settings},
      dhcp_{*this, {settings.address, settings.netmask, settings.first_lease}},
      tftp_{*this, settings.address, files},
      tcp_{*this, settings.address, port_echo} {}

void network_station::receive(const ethernet_frame& frame, instant at) {
  advance_to(at);
  const std::span<const std::byte> bytes{frame.bytes};
  if (bytes.size() < ethernet::shortest_frame || bytes.size() > ethernet::longest_frame ||
      ethernet::crc_of(bytes) != ethernet::residue)
    return;
  packet_reader in{bytes.first(bytes.size() - ethernet::fcs_bytes)};
  const mac_address to = mac_from(in.take(6));
  const mac_address from = mac_from(in.take(6));
  if ((to != settings_.mac && to != broadcast_mac) || (from[0] & 1) != 0) return;
  const std::uint16_t type = in.u16();
  if (type == type_arp) return hear_arp(in.rest(), at);
  if (type != type_ipv4) return;
  const auto packet = read_ipv4(in.rest());
  if (!packet) return;
  // Neighbours are learnt from what they send; a sender without an address yet is nobody's neighbour.
  if (packet->from != 0 && packet->from != everybody) neighbours_[packet->from] = from;
  hear_ip(*packet, at);
}

void network_station::hear_arp(std::span<const std::byte> bytes, instant at) {
  packet_reader in{bytes};
  const bool of_ethernet = in.u16() == 1 && in.u16() == type_ipv4 && in.u8() == 6 && in.u8() == 4;
  const std::uint16_t operation = in.u16();
  const mac_address their_mac = mac_from(in.take(6));
  const ipv4_address theirs = in.u32();
  in.take(6);
  const ipv4_address wanted = in.u32();
  if (!in.whole() || !of_ethernet || operation != arp_request || wanted != settings_.address) return;
  if (theirs != 0) neighbours_[theirs] = their_mac;
  packet_writer out;
  out.u16(1).u16(type_ipv4).u8(6).u8(4).u16(arp_reply);
  out.bytes(std::as_bytes(std::span{settings_.mac})).u32(settings_.address);
  out.bytes(std::as_bytes(std::span{their_mac})).u32(theirs);
  send_frame(their_mac, type_arp, out.all(), at);
}

void network_station::hear_ip(const ipv4_packet& packet, instant at) {
  const bool to_us = packet.to == settings_.address;
  const bool to_all = packet.to == everybody || packet.to == (settings_.address | ~settings_.netmask);
  if (packet.protocol == ip_protocol::udp && (to_us || to_all)) return hear_udp(packet, at);
  if (!to_us) return;
  if (packet.protocol == ip_protocol::icmp) return hear_icmp(packet, at);
  if (packet.protocol == ip_protocol::tcp) tcp_.hear(packet, at);
}

void network_station::hear_icmp(const ipv4_packet& packet, instant at) {
  packet_reader in{packet.payload};
  const bool request = in.u8() == echo_request && in.u8() == 0;
  in.take(2);
  if (!in.whole() || !request || internet_checksum(packet.payload) != 0) return;
  packet_writer out;
  out.u8(echo_reply).u8(0).u16(0).bytes(in.rest());
  out.patch_u16(2, internet_checksum(out.all()));
  send_ip(packet.from, ip_protocol::icmp, out.all(), at);
}

void network_station::hear_udp(const ipv4_packet& packet, instant at) {
  const auto datagram = read_udp(packet);
  if (!datagram) return;
  if (datagram->to_port == dhcp_server::port) return dhcp_.hear(datagram->data, at);
  if (packet.to != settings_.address) return;
  if (tftp_.is_for(datagram->to_port)) return tftp_.hear(*datagram, at);
  if (datagram->to_port == port_echo) {
    const udp_datagram back{packet.to, packet.from, port_echo, datagram->from_port, datagram->data};
    return send_ip(packet.from, ip_protocol::udp, make_udp(back), at);
  }
  packet_writer out;
  out.u8(unreachable).u8(port_unreachable).u16(0).u32(0);
  out.bytes(packet.whole.first(std::min(packet.whole.size(), quoted_bytes)));
  out.patch_u16(2, internet_checksum(out.all()));
  send_ip(packet.from, ip_protocol::icmp, out.all(), at);
}

void network_station::send_ip(ipv4_address to, ip_protocol protocol, std::span<const std::byte> payload,
                              instant at) {
  const auto packet = make_ipv4(settings_.address, to, protocol, identification_++, payload);
  if (packet.size() > largest_payload) return;
  if (to == everybody) return send_frame(broadcast_mac, type_ipv4, packet, at);
  const auto neighbour = neighbours_.find(to);
  if (neighbour != neighbours_.end()) send_frame(neighbour->second, type_ipv4, packet, at);
}

void network_station::send_frame(const mac_address& to, std::uint16_t type,
                                 std::span<const std::byte> payload, instant at) {
  packet_writer out;
  out.bytes(std::as_bytes(std::span{to})).bytes(std::as_bytes(std::span{settings_.mac}));
  out.u16(type).bytes(payload);
  instant due = at + settings_.answers_after;
  if (!outbox_.empty()) due = std::max(due, outbox_.back().due);
  outbox_.push_back({due, ethernet::frame_of(std::move(out.all()))});
}

void network_station::advance_to(instant now) {
  while (next_event() <= now) {
    const instant at = next_event();
    if (!outbox_.empty() && outbox_.front().due == at) {
      if (medium_ != nullptr) medium_->send(outbox_.front().frame, at);
      outbox_.pop_front();
      continue;
    }
    tftp_.advance_to(at);
    tcp_.advance_to(at);
  }
}

instant network_station::next_event() const {
  const instant sends = outbox_.empty() ? instant::never() : outbox_.front().due;
  return std::min({sends, tftp_.next_event(), tcp_.next_event()});
}

}  // namespace trapline::devices
