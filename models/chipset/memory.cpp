#include "models/chipset/memory.h"

#include <cstring>

#include "models/bus/time_bridge.h"

namespace trapline::chipset {

memory::memory(sc_core::sc_module_name name, std::size_t bytes, duration access_time)
    : sc_module{name}, socket{"socket"}, storage_{bytes}, access_time_{bus::to_sc(access_time)} {
  socket.register_b_transport(this, &memory::b_transport);
  socket.register_get_direct_mem_ptr(this, &memory::get_direct_mem_ptr);
  socket.register_transport_dbg(this, &memory::transport_dbg);
}

bool memory::copy(tlm::tlm_generic_payload& p) {
  const std::uint64_t address = p.get_address();
  const std::size_t length = p.get_data_length();
  if (address > size() || length > size() - address) return false;
  std::byte* here = storage_.bytes().data() + address;
  if (p.is_read())
    std::memcpy(p.get_data_ptr(), here, length);
  else
    std::memcpy(here, p.get_data_ptr(), length);
  return true;
}

void memory::b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
  delay += access_time_;
  p.set_dmi_allowed(true);
  p.set_response_status(copy(p) ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

unsigned memory::transport_dbg(tlm::tlm_generic_payload& p) { return copy(p) ? p.get_data_length() : 0; }

bool memory::get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi& dmi) {
  dmi.set_start_address(0);
  dmi.set_end_address(size() - 1);
  dmi.set_dmi_ptr(reinterpret_cast<unsigned char*>(storage_.bytes().data()));
  dmi.set_read_latency(access_time_);
  dmi.set_write_latency(access_time_);
  dmi.allow_read_write();
  return true;
}

}  // namespace trapline::chipset
