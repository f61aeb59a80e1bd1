/// A computer on the cable that only answers: ARP, ICMP echo, DHCP, TFTP from a folder of files, UDP and TCP
/// echo (port 7). It knows no other network and asks nothing, and all that it does follows from the frames it
/// hears and their instants. What is malformed or not for it is ignored, as RFC 1122 says.
///
/// It answers a fixed time after a frame has come in, one frame after the other.
///
/// *Not modelled*: fragments, routes, IPv6, multicast.
#pragma once

#include <deque>
#include <map>

#include "models/devices/network/dhcp_server.h"
#include "models/devices/network/ethernet.h"
#include "models/devices/network/tcp_echo.h"
#include "models/devices/network/tftp_server.h"

namespace trapline::devices {

struct station_settings {
  mac_address mac{0x02, 0x54, 0x52, 0x41, 0x50, 0x01};
  ipv4_address address = 0x0A000001;  // 10.0.0.1
  ipv4_address netmask = 0xFFFFFF00;
  ipv4_address first_lease = 0x0A00000F;  // 10.0.0.15
  duration answers_after = duration::us(50);
};

class network_station final : public ethernet_station, private ip_output {
 public:
  explicit network_station(const station_settings& settings = {}, file_library* files = nullptr);

  void connect(ethernet_medium& medium) { medium_ = &medium; }

  void receive(const ethernet_frame&, instant at) override;
  void advance_to(instant now);
  instant next_event() const;

 private:
  struct waiting {
    instant due;
    ethernet_frame frame;
  };

  void hear_arp(std::span<const std::byte>, instant at);
  void hear_ip(const ipv4_packet&, instant at);
  void hear_icmp(const ipv4_packet&, instant at);
  void hear_udp(const ipv4_packet&, instant at);
  void send_ip(ipv4_address to, ip_protocol, std::span<const std::byte> payload, instant at) override;
  void send_frame(const mac_address& to, std::uint16_t type, std::span<const std::byte> payload, instant at);

  station_settings settings_;
  ethernet_medium* medium_ = nullptr;
  std::map<ipv4_address, mac_address> neighbours_;  // who has spoken to us
  std::uint16_t identification_ = 0;
  std::deque<waiting> outbox_;  // by due
  dhcp_server dhcp_;
  tftp_server tftp_;
  tcp_echo tcp_;
};

}  // namespace trapline::devices
