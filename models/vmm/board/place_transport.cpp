#include "models/vmm/board/place_transport.h"

#include "models/bus/time_bridge.h"

namespace trapline::vmm {

place_transport::place_transport(sc_core::sc_module_name name)
    : sc_module{name}, monitor_{"monitor"}, models_{"models"} {
  monitor_.bind(models_.socket);
  payload_.set_extension(&attributes_);
}

place_transport::~place_transport() { payload_.clear_extension(&attributes_); }

void place_transport::transport(bus::device_bus& devices, bus::address_space space, std::uint64_t address,
                                unsigned width, void* data, tlm::tlm_command command, instant at) {
  attributes_.space = space;
  attributes_.devices = &devices;
  payload_.set_command(command);
  payload_.set_address(address);
  payload_.set_data_ptr(static_cast<unsigned char*>(data));
  payload_.set_data_length(width);
  payload_.set_streaming_width(width);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  sc_core::sc_time delay = bus::to_sc(at - bus::kernel_now());
  monitor_->b_transport(payload_, delay);
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
