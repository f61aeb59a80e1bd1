#include "models/chipset/io_controller_hub.h"

#include <cstring>

#include "models/bus/attributes.h"
#include "models/bus/time_bridge.h"
#include "models/bus/pc_address_map.h"

namespace trapline::chipset {

io_controller_hub::io_controller_hub(sc_core::sc_module_name name, const chipset_latencies& l)
    : sc_module{name},
      hub_link{"hub_link"},
      firmware{"firmware"},
      video_memory{"video_memory"},
      upstream{"upstream"},
      ports_{"ports"},
      own_delay_{bus::to_sc(l.io_controller_hub.time)},
      lpc_read_{l.lpc_io_read.time},
      lpc_write_{l.lpc_io_write.time} {
  hub_link.register_b_transport(this, &io_controller_hub::b_transport);
}

void io_controller_hub::b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
  delay += own_delay_;
  if (bus::space_of(p) == bus::address_space::io)
    io(p, delay);
  else if (bus::is_video_memory(p.get_address()))
    video_memory->b_transport(p, delay);
  else
    firmware->b_transport(p, delay);
}

void io_controller_hub::io(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
  const instant kernel = bus::kernel_now();
  const instant at = kernel + bus::from_sc(delay);
  const auto port = static_cast<std::uint16_t>(p.get_address());
  instant done;
  if (p.is_read()) {
    const auto r = ports_.read(port, p.get_data_length(), at, lpc_read_);
    std::memcpy(p.get_data_ptr(), &r.value, p.get_data_length());
    done = r.done;
  } else {
    std::uint32_t value = 0;
    std::memcpy(&value, p.get_data_ptr(), p.get_data_length());
    done = ports_.write(port, p.get_data_length(), value, at, lpc_write_);
  }
  delay = bus::to_sc(done - kernel);
  p.set_response_status(tlm::TLM_OK_RESPONSE);
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
