#include "models/bus/device_target.h"

#include <cstring>

#include "models/bus/time_bridge.h"

namespace trapline::bus {

device_target::device_target(sc_core::sc_module_name name, devices::device& chip, wakeup& w)
    : sc_module{name}, socket{"socket"}, chip_{chip}, wakeup_{w} {
  socket.register_b_transport(this, &device_target::b_transport);
}

void device_target::b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
  const instant now = kernel_now() + from_sc(delay);
  const auto reg = static_cast<unsigned>(p.get_address());
  const unsigned width = p.get_data_length();
  if (p.is_read()) {
    const std::uint32_t value = chip_.read(reg, width, now);
    std::memcpy(p.get_data_ptr(), &value, width);
  } else {
    std::uint32_t value = 0;
    std::memcpy(&value, p.get_data_ptr(), width);
    chip_.write(reg, width, value, now);
  }
  rearm();
  p.set_response_status(tlm::TLM_OK_RESPONSE);
}

void device_target::rearm() {
  const instant next = chip_.next_event();
  if (next == armed_) return;
  armed_ = next;
  wakeup_.call_at(next, *this);
}

void device_target::wake(instant at) {
  armed_ = instant::never();
  chip_.advance_to(at);
  rearm();
}

}  // namespace trapline::bus
