/// Carries a port access to the devices that claim it: the port map and a TLM socket a device. The
/// ICH routes with one to the physical devices, the hypervisor to its in-hypervisor device models,
/// the service OS to its device models.
#pragma once

#include <cstdint>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/multi_passthrough_initiator_socket.h>

#include "models/bus/device_target.h"
#include "models/bus/port_map.h"
#include "sim/time.h"

namespace trapline::bus {

class port_router final : public sc_core::sc_module {
 public:
  explicit port_router(sc_core::sc_module_name);

  /// Binds the target and claims its chip's ports. @throws std::invalid_argument on an overlap.
  std::uint8_t add(const std::string& name, device_target&);

  /// The device that claims the first port of an access, or port_map::unclaimed.
  std::uint8_t device_at(std::uint16_t port) const { return map_.at(port).device; }
  const port_map& map() const { return map_; }

  /// One access at `at` (an instant not before the kernel's). What no device claims reads all ones
  /// and takes writes silently. `cycle` is the time that every part spends on the bus before the
  /// device sees it. @return the instant at which the last part was done.
  struct result {
    std::uint32_t value;
    instant done;
  };
  result read(std::uint16_t port, unsigned width, instant at, duration cycle = {});
  instant write(std::uint16_t port, unsigned width, std::uint32_t value, instant at, duration cycle = {});

 private:
  instant access(std::uint16_t port, unsigned width, tlm::tlm_command, std::uint8_t* data, instant at,
                 duration cycle);
  instant transfer(const port_map::part&, tlm::tlm_command, std::uint8_t* data, instant at);

  port_map map_;
  /// In the order of the map's numbers; a place may have no devices at all.
  tlm_utils::multi_passthrough_initiator_socket<port_router, 32, tlm::tlm_base_protocol_types, 0,
                                                sc_core::SC_ZERO_OR_MORE_BOUND>
      out_;
  tlm::tlm_generic_payload payload_;
};

}  // namespace trapline::bus
