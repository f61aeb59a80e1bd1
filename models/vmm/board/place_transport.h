/// The way into one place of a monitor where device models live: a TLM-2.0 target, bound once, behind
/// which the models come and go. One serves all virtual machines: a transaction says whose devices it is
/// for.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <systemc>
#include <tlm>

#include "models/bus/attributes.h"
#include "models/bus/device_target.h"

namespace trapline::vmm {

class place_transport final : public sc_core::sc_module {
 public:
  explicit place_transport(sc_core::sc_module_name);
  ~place_transport() override;

  std::uint64_t read(bus::device_bus&, bus::address_space, std::uint64_t address, unsigned width, instant);
  void write(bus::device_bus&, bus::address_space, std::uint64_t address, unsigned width, std::uint64_t value,
             instant);

 private:
  void transport(bus::device_bus&, bus::address_space, std::uint64_t address, unsigned width, void* data,
                 tlm::tlm_command, instant);

  tlm_utils::simple_initiator_socket<place_transport> monitor_;
  bus::device_target models_;
  // The same for every access: nothing waits within one, and making a payload takes memory of the host.
  tlm::tlm_generic_payload payload_;
  bus::attributes attributes_;
};

}  // namespace trapline::vmm
