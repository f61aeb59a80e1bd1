#include "platform/machine/video_window.h"

#include <cstring>

#include "models/bus/time_bridge.h"

namespace trapline {

std::uint64_t video_window::read(std::uint64_t address, unsigned width, instant) {
  const auto at = static_cast<std::uint32_t>(address);
  if (width <= 4) return chip_.read_memory(at, width);
  const std::uint64_t low = chip_.read_memory(at, 4);
  return low | static_cast<std::uint64_t>(chip_.read_memory(at + 4, 4)) << 32;
}

void video_window::write(std::uint64_t address, unsigned width, std::uint64_t value, instant) {
  const auto at = static_cast<std::uint32_t>(address);
  chip_.write_memory(at, width <= 4 ? width : 4, static_cast<std::uint32_t>(value));
  if (width > 4) chip_.write_memory(at + 4, 4, static_cast<std::uint32_t>(value >> 32));
}

video_target::video_target(sc_core::sc_module_name name, devices::vga& chip)
    : sc_module{name}, socket{"socket"}, window_{chip} {
  socket.register_b_transport(this, &video_target::b_transport);
}

void video_target::b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
  const instant now = bus::kernel_now() + bus::from_sc(delay);
  const unsigned width = p.get_data_length();
  if (p.is_read()) {
    const std::uint64_t value = window_.read(p.get_address(), width, now);
    std::memcpy(p.get_data_ptr(), &value, width);
  } else {
    std::uint64_t value = 0;
    std::memcpy(&value, p.get_data_ptr(), width);
    window_.write(p.get_address(), width, value, now);
  }
  p.set_response_status(tlm::TLM_OK_RESPONSE);
}

}  // namespace trapline
