/// The cable that the machine's network card is plugged into, of 10 Mbit/s, and the station on it.
#pragma once

#include <map>
#include <optional>
#include <systemc>

#include "models/bus/scheduled_wakeup.h"
#include "models/devices/network/ethernet_wire.h"
#include "models/devices/network/network_station.h"
#include "platform/configuration/scenario.h"

namespace trapline {

/// Files of the host that a scenario names.
class named_files final : public devices::file_library {
 public:
  explicit named_files(std::map<std::string, std::filesystem::path> files) : files_{std::move(files)} {}
  /// A leading slash, which clients like, does not matter.
  std::optional<std::vector<std::byte>> find(std::string_view name) override;

 private:
  std::map<std::string, std::filesystem::path> files_;
};

class machine_network final : public devices::ethernet_socket, private bus::sleeper {
 public:
  explicit machine_network(const network_settings&);

  /// The machine's card; before start().
  devices::ethernet_medium& plug_in(devices::ethernet_station&) override;
  /// From now on what is on the cable arrives.
  void start(bus::event_calendar&);
  /// Has every frame told, with the instant at which it began.
  void watch(std::function<void(const devices::ethernet_frame&, instant)> f) { wire_.watch(std::move(f)); }

 private:
  /// The card's end: what it sends comes to the others in its own time.
  class cards_end final : public devices::ethernet_medium {
   public:
    explicit cards_end(machine_network& owner) : owner_{owner} {}
    sending send(const devices::ethernet_frame&, instant now) override;
    devices::ethernet_medium* cable = nullptr;

   private:
    machine_network& owner_;
  };

  instant next() const { return std::min(wire_.next_event(), station_.next_event()); }
  void wake(instant at) override;

  named_files files_;
  devices::ethernet_wire wire_;
  devices::network_station station_{{}, &files_};
  cards_end card_{*this};
  std::optional<bus::scheduled_wakeup> alarm_;
};

}  // namespace trapline
