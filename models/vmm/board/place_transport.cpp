#include "models/vmm/board/place_transport.h"

#include "models/bus/time_bridge.h"

namespace trapline::vmm {

place_transport::place_transport(sc_core::sc_module_name name)
    : sc_module{name}, monitor_{"monitor"}, models_{"models"} {
  monitor_.bind(models_.socket);
}

void place_transport::transport(bus::device_bus& devices, bus::address_space space, std::uint64_t address,
                                unsigned width, void* data, tlm::tlm_command command, instant at) {
  // The same for every access: nothing waits within one, and making a payload takes memory of the host.
  static bus::attributes a;
  static tlm::tlm_generic_payload p;
  a.space = space;
  a.devices = &devices;
  p.set_extension(&a);
  p.set_command(command);
  p.set_address(address);
  p.set_data_ptr(static_cast<unsigned char*>(data));
  p.set_data_length(width);
  p.set_streaming_width(width);
  p.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = bus::to_sc(at - bus::kernel_now());
  monitor_->b_transport(p, delay);
  p.clear_extension(&a);
}

std::uint64_t place_transport::read(bus::device_bus& devices, bus::address_space space, std::uint64_t address,
                                    unsigned width, instant at) {
  std::uint64_t value = ~std::uint64_t{0} >> (64 - 8 * width);
  transport(devices, space, address, width, &value, tlm::TLM_READ_COMMAND, at);
  return value;
}

void place_transport::write(bus::device_bus& devices, bus::address_space space, std::uint64_t address,
                            unsigned width, std::uint64_t value, instant at) {
  transport(devices, space, address, width, &value, tlm::TLM_WRITE_COMMAND, at);
}

}  // namespace trapline::vmm
