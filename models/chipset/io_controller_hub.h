/// The I/O controller hub: passes I/O ports and the memory of devices over the LPC bus to the devices
/// behind it, memory that none of them claims to the firmware hub, and carries DMA up to memory.
/// Element 121 (Fig. 1)
/// Not modelled: PCI and its configuration space (ports CF8h-CFFh read all ones), subtractive decode
/// time-outs, posted writes.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <span>
#include <systemc>
#include <tlm>

#include "models/costs/cost_profile.h"

namespace trapline::chipset {

class io_controller_hub final : public sc_core::sc_module {
 public:
  io_controller_hub(sc_core::sc_module_name, const chipset_latencies&);

  tlm_utils::simple_target_socket<io_controller_hub> hub_link;     ///< from the MCH
  tlm_utils::simple_initiator_socket<io_controller_hub> firmware;  ///< to the firmware hub
  tlm_utils::simple_initiator_socket<io_controller_hub> devices;   ///< the LPC bus
  tlm_utils::simple_initiator_socket<io_controller_hub> upstream;  ///< bus masters, to the MCH

  /// A bus master's (the DMA controller's) access to memory. @return whether memory answered.
  bool master_access(tlm::tlm_command, std::uint64_t address, std::span<std::byte>);

 private:
  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time& delay);

  sc_core::sc_time own_delay_;
  duration lpc_read_;
  duration lpc_write_;
};

}  // namespace trapline::chipset
