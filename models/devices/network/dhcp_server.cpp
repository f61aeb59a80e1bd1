#include "models/devices/network/dhcp_server.h"

#include <algorithm>

namespace trapline::devices {

namespace {

enum message_type : std::uint8_t {
  discover = 1,
  offer = 2,
  request_lease = 3,
  acknowledge = 5,
  refuse = 6,
  inform = 8
};
enum option : std::uint8_t {
  pad = 0,
  subnet_mask = 1,
  router = 3,
  wanted_address = 50,
  lease_time = 51,
  type_of_message = 53,
  server_identifier = 54,
  end = 255
};
constexpr std::uint8_t boot_request = 1, boot_reply = 2;
constexpr std::uint32_t magic_cookie = 0x63825363, a_day_in_seconds = 86'400;
constexpr std::size_t name_fields = 64 + 128, shortest_message = 300;

}  // namespace

struct dhcp_server::request {
  std::uint32_t transaction = 0;
  std::uint16_t flags = 0;
  ipv4_address current = 0, relay = 0, wanted = 0, server = 0;
  mac_address client{};
  std::span<const std::byte> hardware_address;
  std::uint8_t type = 0;
};

void dhcp_server::hear(std::span<const std::byte> message, instant at) {
  packet_reader in{message};
  const bool from_ethernet = in.u8() == boot_request && in.u8() == 1 && in.u8() == 6;
  in.take(1);
  request r;
  r.transaction = in.u32();
  in.take(2);
  r.flags = in.u16();
  r.current = in.u32();
  in.take(8);
  r.relay = in.u32();
  r.hardware_address = in.take(16);
  in.take(name_fields);
  const bool has_options = in.u32() == magic_cookie;
  if (!in.whole() || !from_ethernet || !has_options) return;
  for (std::size_t i = 0; i < r.client.size(); ++i)
    r.client[i] = std::to_integer<std::uint8_t>(r.hardware_address[i]);
  while (!in.rest().empty()) {
    const std::uint8_t code = in.u8();
    if (code == pad) continue;
    if (code == end) break;
    packet_reader value{in.take(in.u8())};
    if (code == type_of_message) r.type = value.u8();
    if (code == wanted_address) r.wanted = value.u32();
    if (code == server_identifier) r.server = value.u32();
  }
  if (!in.whole()) return;

  if (r.type == inform) return answer(r, acknowledge, 0, at);
  if (r.type != discover && r.type != request_lease) return;
  if (r.type == request_lease && r.server != 0 && r.server != pool_.server)
    return;  // it chose another server
  const ipv4_address lease = lease_of(r.client);
  if (lease == 0) return;
  if (r.type == discover) return answer(r, offer, lease, at);
  const ipv4_address asked = r.wanted != 0 ? r.wanted : r.current;
  answer(r, asked == lease ? acknowledge : refuse, asked == lease ? lease : 0, at);
}

/// @returns 0 if all addresses of the network are taken.
ipv4_address dhcp_server::lease_of(const mac_address& client) {
  const auto known = leases_.find(client);
  if (known != leases_.end()) return known->second;
  const auto next = static_cast<ipv4_address>(pool_.first + leases_.size());
  const ipv4_address last = (pool_.server | ~pool_.netmask) - 1;
  if (next > last) return 0;
  return leases_[client] = next;
}

void dhcp_server::answer(const request& r, std::uint8_t type, ipv4_address lease, instant at) {
  packet_writer out;
  out.u8(boot_reply).u8(1).u8(6).u8(0).u32(r.transaction).u16(0).u16(r.flags);
  out.u32(type == refuse ? 0 : r.current).u32(lease).u32(0).u32(r.relay).bytes(r.hardware_address);
  out.zeros(name_fields).u32(magic_cookie);
  out.u8(type_of_message).u8(1).u8(type);
  out.u8(server_identifier).u8(4).u32(pool_.server);
  if (lease != 0) out.u8(lease_time).u8(4).u32(a_day_in_seconds);
  if (type != refuse) {
    out.u8(subnet_mask).u8(4).u32(pool_.netmask);
    out.u8(router).u8(4).u32(pool_.server);
  }
  out.u8(end);
  if (out.all().size() < shortest_message) out.all().resize(shortest_message);
  // A client that has no address yet is reached by a broadcast, whether it asked for one or not.
  const ipv4_address to = r.current != 0 && type != refuse ? r.current : everybody;
  const udp_datagram datagram{pool_.server, to, port, client_port, out.all()};
  output_.send_ip(to, ip_protocol::udp, make_udp(datagram), at);
}

}  // namespace trapline::devices
