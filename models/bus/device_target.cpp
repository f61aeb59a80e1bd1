#include "models/bus/device_target.h"

#include "models/bus/attributes.h"
#include "models/bus/time_bridge.h"
#include "sim/copy.h"

namespace trapline::bus {

device_target::device_target(sc_core::sc_module_name name, device_bus* own)
    : sc_module{name}, socket{"socket"}, own_{own} {
  socket.register_b_transport(this, &device_target::b_transport);
}

void device_target::b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
  const attributes& a = *p.get_extension<attributes>();
  device_bus& devices = a.devices == nullptr ? *own_ : *a.devices;
  const std::uint64_t address = p.get_address();
  const unsigned width = p.get_data_length();
  if (a.space == address_space::memory && devices.at(a.space, address) == nullptr)
    return p.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  const instant kernel = kernel_now();
  const instant at = kernel + from_sc(delay);
  instant done;
  if (p.is_read()) {
    const device_bus::result r = devices.read(a.space, address, width, at, a.cycle);
    copy_few(p.get_data_ptr(), &r.value, width);
    done = r.done;
  } else {
    std::uint64_t value = 0;
    copy_few(&value, p.get_data_ptr(), width);
    done = devices.write(a.space, address, width, value, at, a.cycle);
  }
  if (done != at) delay = to_sc(done - kernel);
  p.set_response_status(tlm::TLM_OK_RESPONSE);
}

}  // namespace trapline::bus
