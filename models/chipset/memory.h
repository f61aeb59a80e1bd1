/// The machine's DRAM as a TLM target. Virtual machines, the hypervisor and the service OS each own a
/// region of it; processors reach it directly (DMI), bus masters by transactions.
/// Element 11 (Fig. 1)
/// Not modelled: banks, rows and refresh; an access takes the same time whatever came before it.
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <span>
#include <systemc>
#include <tlm>

#include "models/bus/host_memory.h"
#include "sim/time.h"

namespace trapline::chipset {

class memory final : public sc_core::sc_module {
 public:
  memory(sc_core::sc_module_name, std::size_t bytes, duration access_time);

  tlm_utils::simple_target_socket<memory> socket;

  std::size_t size() const { return storage_.bytes().size(); }
  /// The bytes themselves, for whoever fills memory before the simulation starts and hands out regions.
  std::span<std::byte> contents() { return storage_.bytes(); }
  /// Holds zeros again, as after power-on.
  void clear() { storage_.clear(); }

 private:
  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time& delay);
  bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&);
  unsigned transport_dbg(tlm::tlm_generic_payload&);
  bool copy(tlm::tlm_generic_payload&);

  bus::host_memory storage_;
  sc_core::sc_time access_time_;
};

}  // namespace trapline::chipset
