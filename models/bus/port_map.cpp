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
        throw std::invalid_argument(name + " and " + devices_[taken.device].name + " both claim port " +
                                    hexadecimal(w.first_port + i));
    }
  }
  const auto number = static_cast<std::uint8_t>(devices_.size());
  for (const devices::port_window& w : chip.ports()) {
    for (unsigned i = 0; i < w.count; ++i)
      claims_[w.first_port + i] = {number, static_cast<std::uint16_t>(w.first_register + i)};
  }
  devices_.push_back({std::move(name), &chip});
  return number;
}

void port_map::remove(std::uint8_t device) {
  for (claim& c : claims_)
    if (c.device == device) c = {};
}

port_map::part port_map::next_part(std::uint16_t port, unsigned width, unsigned done) const {
  const auto first = static_cast<std::uint16_t>(port + done);
  const claim& here = claims_[first];
  unsigned take = 1;
  if (here.device != unclaimed) {
    const unsigned widest = devices_[here.device].chip->widest_access(here.reg);
    for (unsigned w = 4; w > 1; w /= 2) {
      if (w <= widest && w <= width - done && done % w == 0) {
        take = w;
        break;
      }
    }
  }
  return {here.device, static_cast<std::uint8_t>(take), static_cast<std::uint8_t>(done), here.reg};
}

}  // namespace trapline::bus
