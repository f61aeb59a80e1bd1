#include "models/bus/port_router.h"

#include <cstring>

#include "models/bus/time_bridge.h"

namespace trapline::bus {

port_router::port_router(sc_core::sc_module_name name) : sc_module{name}, out_{"out"} {}

std::uint8_t port_router::add(const std::string& name, device_target& target) {
  const std::uint8_t number = map_.add(name, target.chip());
  out_.bind(target.socket);
  return number;
}

instant port_router::transfer(const port_map::part& part, tlm::tlm_command command, std::uint8_t* data,
                              instant at) {
  payload_.set_command(command);
  payload_.set_address(part.reg);
  payload_.set_data_ptr(data);
  payload_.set_data_length(part.width);
  payload_.set_streaming_width(part.width);
  payload_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  const instant now = kernel_now();
  sc_core::sc_time delay = to_sc(at - now);
  out_[part.device]->b_transport(payload_, delay);
  return now + from_sc(delay);
}

instant port_router::access(std::uint16_t port, unsigned width, tlm::tlm_command command, std::uint8_t* data,
                            instant at, duration cycle) {
  for (unsigned done = 0; done < width;) {
    const port_map::part part = map_.next_part(port, width, done);
    at = at + cycle;
    if (part.device != port_map::unclaimed) at = transfer(part, command, data + done, at);
    done += part.width;
  }
  return at;
}

port_router::result port_router::read(std::uint16_t port, unsigned width, instant at, duration cycle) {
  std::uint8_t bytes[4] = {0xff, 0xff, 0xff, 0xff};
  const instant done = access(port, width, tlm::TLM_READ_COMMAND, bytes, at, cycle);
  std::uint32_t value = 0;
  std::memcpy(&value, bytes, width);
  return {value, done};
}

instant port_router::write(std::uint16_t port, unsigned width, std::uint32_t value, instant at,
                           duration cycle) {
  std::uint8_t bytes[4];
  std::memcpy(bytes, &value, sizeof bytes);
  return access(port, width, tlm::TLM_WRITE_COMMAND, bytes, at, cycle);
}

}  // namespace trapline::bus
