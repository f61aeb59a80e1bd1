#include "models/chipset/io_controller_hub.h"

#include "models/bus/attributes.h"
#include "models/bus/time_bridge.h"

namespace trapline::chipset {

io_controller_hub::io_controller_hub(sc_core::sc_module_name name, const chipset_latencies& l)
    : sc_module{name},
      hub_link{"hub_link"},
      firmware{"firmware"},
      devices{"devices"},
      upstream{"upstream"},
      own_delay_{bus::to_sc(l.io_controller_hub.time)},
      lpc_read_{l.lpc_io_read.time},
      lpc_write_{l.lpc_io_write.time} {
  hub_link.register_b_transport(this, &io_controller_hub::b_transport);
}

void io_controller_hub::b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
  delay += own_delay_;
  bus::attributes lpc;
  lpc.space = bus::space_of(p);
  if (lpc.space == bus::address_space::io) lpc.cycle = p.is_read() ? lpc_read_ : lpc_write_;
  bus::attributes* const given = p.set_extension(&lpc);
  devices->b_transport(p, delay);
  p.set_extension(given);
  // Memory that no device wants is the firmware hub's.
  if (p.get_response_status() == tlm::TLM_ADDRESS_ERROR_RESPONSE) firmware->b_transport(p, delay);
}

bool io_controller_hub::master_access(tlm::tlm_command command, std::uint64_t address,
                                      std::span<std::byte> data) {
  tlm::tlm_generic_payload p;
  p.set_command(command);
  p.set_address(address);
  p.set_data_ptr(reinterpret_cast<unsigned char*>(data.data()));
  p.set_data_length(static_cast<unsigned>(data.size()));
  p.set_streaming_width(static_cast<unsigned>(data.size()));
  p.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay;
  upstream->b_transport(p, delay);
  return p.is_response_ok();
}

}  // namespace trapline::chipset
