/// The memory controller hub: memory that is DRAM goes to memory, everything else and all I/O down
/// the hub link to the I/O controller hub. Processors and bus masters share its target socket.
/// Element 120 (Fig. 1)
/// Not modelled: AGP, the shadow ranges' separate read and write enables (the range C0000h-FFFFFh is
/// shadowed as a whole), arbitration between the masters.
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <systemc>
#include <tlm>

#include "models/costs/cost_profile.h"

namespace trapline::chipset {

class memory_controller_hub final : public sc_core::sc_module {
 public:
  memory_controller_hub(sc_core::sc_module_name, std::uint64_t memory_bytes, const chipset_latencies&);

  tlm_utils::multi_passthrough_target_socket<memory_controller_hub> processor_bus;
  tlm_utils::simple_initiator_socket<memory_controller_hub> dram;
  tlm_utils::simple_initiator_socket<memory_controller_hub> hub_link;

  /// Whether C0000h-FFFFFh is DRAM (with a copy of the ROM in it) or the firmware hub's.
  void shadow_expansion(bool on) { shadowed_ = on; }

 private:
  void b_transport(int initiator, tlm::tlm_generic_payload&, sc_core::sc_time& delay);
  bool get_direct_mem_ptr(int initiator, tlm::tlm_generic_payload&, tlm::tlm_dmi&);
  bool is_dram(std::uint64_t address) const;

  std::uint64_t memory_bytes_;
  sc_core::sc_time own_delay_;
  bool shadowed_ = false;
};

}  // namespace trapline::chipset
