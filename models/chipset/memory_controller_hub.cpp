#include "models/chipset/memory_controller_hub.h"

#include "models/bus/attributes.h"
#include "models/bus/pc_address_map.h"
#include "models/bus/time_bridge.h"

namespace trapline::chipset {

memory_controller_hub::memory_controller_hub(sc_core::sc_module_name name, std::uint64_t memory_bytes,
                                             const chipset_latencies& l)
    : sc_module{name},
      processor_bus{"processor_bus"},
      dram{"dram"},
      hub_link{"hub_link"},
      memory_bytes_{memory_bytes},
      own_delay_{bus::to_sc(l.memory_controller_hub.time)} {
  processor_bus.register_b_transport(this, &memory_controller_hub::b_transport);
  processor_bus.register_get_direct_mem_ptr(this, &memory_controller_hub::get_direct_mem_ptr);
}

bool memory_controller_hub::is_dram(std::uint64_t address) const {
  if (address >= memory_bytes_ || bus::is_video_memory(address)) return false;
  return shadowed_ || address < bus::expansion_base || address >= bus::one_mebibyte;
}

void memory_controller_hub::b_transport(int, tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
  delay += own_delay_;
  const bool to_dram = bus::space_of(p) == bus::address_space::memory && is_dram(p.get_address());
  (to_dram ? dram : hub_link)->b_transport(p, delay);
}

bool memory_controller_hub::get_direct_mem_ptr(int, tlm::tlm_generic_payload& p, tlm::tlm_dmi& dmi) {
  return is_dram(p.get_address()) && dram->get_direct_mem_ptr(p, dmi);
}

}  // namespace trapline::chipset
