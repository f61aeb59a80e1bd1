#include "models/devices/system/post_port.h"

#include <algorithm>

namespace trapline::devices {

namespace {
constexpr std::size_t size = post_port_state::remembered;
}

std::uint32_t post_port::read(unsigned, unsigned, instant) {
  return state_.written == 0 ? 0 : state_.codes[(state_.written - 1) % size];
}

void post_port::write(unsigned, unsigned, std::uint32_t value, instant) {
  state_.codes[state_.written % size] = static_cast<std::uint8_t>(value);
  ++state_.written;
}

std::vector<std::uint8_t> post_port::last_codes() const {
  std::vector<std::uint8_t> codes;
  for (std::uint64_t k = state_.written - std::min<std::uint64_t>(state_.written, size); k < state_.written;
       ++k)
    codes.push_back(state_.codes[k % size]);
  return codes;
}

}  // namespace trapline::devices
