#include "platform/machine/guest_watch.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace trapline {

void guest_watch::follow(vmm::guest_fate& fate) {
  fate_ = &fate;
  serial.tell([&fate](char c) { fate.sent(c); });
}

void guest_watch::tell(guest_listener& listener, std::size_t vm) {
  serial.tell([&listener, vm](char c) { listener.wrote(vm, guest_text::serial, c); });
  log.tell([&listener, vm](char c) { listener.wrote(vm, guest_text::log, c); });
}

void guest_watch::guest_exit(std::uint32_t code, instant) { fate_->exited(code); }

void guest_watch::region_begins(instant at) { measurement_.region_begins(vm_, at); }

void guest_watch::region_ends(instant at) { measurement_.region_ends(vm_, at); }

bool turned_off(const vmm::guest_end& end) {
  constexpr std::array<std::string_view, 4> own{"exit", "reset", "halt", "triple_fault"};
  return std::ranges::find(own, end.reason) != own.end();
}

vmm::good_ending ending_of(const vm_settings& vm) {
  const guest_description& g = vm.guest;
  vmm::good_ending e;
  e.shutdown_resets = vm.triple_fault_resets;
  e.code = g.success_code;
  e.text = g.ending_text;
  switch (g.good_ending) {
    case guest_ending::exit_port:
      e.how = vmm::good_ending::by::exit_port;
      break;
    case guest_ending::reset:
      e.how = vmm::good_ending::by::reset;
      break;
    case guest_ending::serial_text:
      e.how = vmm::good_ending::by::serial_text;
      break;
    case guest_ending::halt:
      e.how = vmm::good_ending::by::halt;
      break;
    case guest_ending::never:
      e.how = vmm::good_ending::by::never;
      break;
  }
  return e;
}

}  // namespace trapline
