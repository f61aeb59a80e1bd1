#include "platform/machine/machine_firmware.h"

#include <utility>

namespace trapline {

machine_firmware::machine_firmware(const vm_settings& s)
    : fate{{.how = vmm::good_ending::by::never, .code = 0, .text = {}, .shutdown_resets = true}}, image_{s} {}

void machine_firmware::join(surroundings& s) {
  serial_.next = std::exchange(s.serial, &serial_);
  log_.next = std::exchange(s.log, &log_);
  control_ = s.control;
  s.control = this;
  s.memory_bytes = image_.settings().memory_bytes;
  s.files = &image_.files();
}

void machine_firmware::leave() {
  serial_.is_passed = log_.is_passed = true;
  disk_.leave();
}

void machine_firmware::guest_exit(std::uint32_t code, instant at) {
  if (!serial_.is_passed)
    fate.exited(code);
  else if (control_ != nullptr)
    control_->guest_exit(code, at);
}

void machine_firmware::region_begins(instant at) {
  if (guest() != nullptr) guest()->region_begins(at);
}

void machine_firmware::region_ends(instant at) {
  if (guest() != nullptr) guest()->region_ends(at);
}

}  // namespace trapline
