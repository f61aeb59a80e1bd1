#include "platform/machine/machine_network.h"

#include <algorithm>
#include <fstream>

namespace trapline {

std::optional<std::vector<std::byte>> named_files::find(std::string_view name) {
  while (name.starts_with('/')) name.remove_prefix(1);
  const auto found = files_.find(std::string{name});
  if (found == files_.end()) return std::nullopt;
  std::ifstream in{found->second, std::ios::binary};
  const std::string all{std::istreambuf_iterator<char>{in}, {}};
  if (!in) return std::nullopt;
  const auto bytes = std::as_bytes(std::span{all});
  return std::vector<std::byte>{bytes.begin(), bytes.end()};
}

machine_network::machine_network(const network_settings& s) : files_{s.files} {
  if (s.station) station_.connect(wire_.attach(station_));
}

devices::ethernet_medium& machine_network::plug_in(devices::ethernet_station& card) {
  card_.cable = &wire_.attach(card);
  return card_;
}

void machine_network::start(bus::event_calendar& calendar) { alarm_.emplace("network", calendar); }

devices::ethernet_medium::sending machine_network::cards_end::send(const devices::ethernet_frame& frame,
                                                                   instant now) {
  const sending s = cable->send(frame, now);
  owner_.alarm_->call_at(owner_.next(), owner_);
  return s;
}

void machine_network::wake(instant at) {
  for (instant t = next(); t <= at; t = next()) {
    wire_.advance_to(t);
    station_.advance_to(t);
  }
  alarm_->call_at(next(), *this);
}

}  // namespace trapline
