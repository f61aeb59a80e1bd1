/// A DHCP server (RFC 2131, 2132) for one network: an address for each hardware address that asks, counted up
/// in the order of asking, for a day.
#pragma once

#include <map>

#include "models/devices/network/ethernet.h"
#include "models/devices/network/ip_output.h"

namespace trapline::devices {

struct dhcp_pool {
  ipv4_address server, netmask, first;
};

class dhcp_server {
 public:
  static constexpr std::uint16_t port = 67, client_port = 68;

  dhcp_server(ip_output& output, const dhcp_pool& pool) : output_{output}, pool_{pool} {}

  void hear(std::span<const std::byte> message, instant at);

 private:
  struct request;

  ipv4_address lease_of(const mac_address&);
  void answer(const request&, std::uint8_t type, ipv4_address lease, instant at);

  ip_output& output_;
  dhcp_pool pool_;
  std::map<mac_address, ipv4_address> leases_;
};

}  // namespace trapline::devices
