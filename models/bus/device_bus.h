/// The devices of one machine, or of one virtual machine, as software reaches them: by port and by memory
/// address. Chips are attached and detached, and their claims moved, while the machine runs.
#pragma once

#include <vector>

#include "models/bus/address_map.h"
#include "models/bus/endpoint.h"

namespace trapline::bus {

class device_bus {
 public:
  /// Claims what claims_of() the chip says. @throws std::invalid_argument on an overlap, naming both parties;
  /// then nothing has changed.
  void attach(endpoint&);
  void detach(endpoint&);
  /// One of an endpoint's claims takes other addresses. @throws std::invalid_argument on an overlap; then it
  /// stays where it was.
  void move(endpoint&, const claim& from, const claim& to);

  /// The chip that claims the address; null if none does.
  endpoint* at(address_space space, std::uint64_t address) const {
    return chips_[map_.at(space, address).who];
  }

  /// One access that begins at `at`. What no chip claims reads all ones and takes writes silently. `cycle` is
  /// the time that every part spends on the bus before the chip sees it.
  /// @return the instant at which the last part was done.
  struct result {
    std::uint64_t value;
    instant done;
  };
  result read(address_space, std::uint64_t address, unsigned width, instant at, duration cycle = {});
  instant write(address_space, std::uint64_t address, unsigned width, std::uint64_t value, instant at,
                duration cycle = {});

 private:
  std::uint64_t read_part(const address_map::part&, instant at);
  address_map::party number_of(const endpoint&) const;

  address_map map_;
  std::vector<endpoint*> chips_{nullptr};  ///< by the map's numbers; nobody has none
};

}  // namespace trapline::bus
