/// How a service of a station answers.
#pragma once

#include "models/devices/network/ipv4.h"
#include "sim/time.h"

namespace trapline::devices {

class ip_output {
 public:
  /// To a neighbour that has spoken to us, or to everybody; what cannot be delivered is lost.
  virtual void send_ip(ipv4_address to, ip_protocol, std::span<const std::byte> payload, instant at) = 0;

 protected:
  ~ip_output() = default;
};

}  // namespace trapline::devices
