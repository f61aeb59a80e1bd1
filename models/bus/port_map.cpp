#include "models/bus/port_map.h"

#include <cstdio>
#include <stdexcept>

namespace trapline::bus {

namespace {

std::string hexadecimal(unsigned port) {
  char text[8];
  std::snprintf(text, sizeof text, "%Xh", port);
  return text;
}

}  // namespace

std::uint8_t port_map::add(std::string name, const devices::device& chip) {
  for (const devices::port_window& w : chip.ports()) {
    for (unsigned i = 0; i < w.count; ++i) {
      const claim& taken = claims_[w.first_port + i];
      if (taken.device != unclaimed)
        throw std::invalid_argument(name + " and " + names_[taken.device] + " both claim port " +
                                    hexadecimal(w.first_port + i));
    }
  }
  const auto number = static_cast<std::uint8_t>(names_.size());
  for (const devices::port_window& w : chip.ports()) {
    for (unsigned i = 0; i < w.count; ++i) {
      const auto reg = static_cast<std::uint16_t>(w.first_register + i);
      claims_[w.first_port + i] = {number, static_cast<std::uint8_t>(chip.widest_access(reg)), reg};
    }
  }
  names_.push_back(std::move(name));
  return number;
}

}  // namespace trapline::bus
