/// Who records what machines play and what passes on their cables.
#pragma once

#include <cstddef>

#include "models/devices/network/ethernet.h"
#include "models/devices/sound/sound_source.h"

namespace trapline {

class machine_recorder {
 public:
  /// Who hears this VM, by its place among the scenario's; nobody if null.
  virtual const devices::sound_listeners* listeners_of(std::size_t vm) = 0;
  /// A frame on the cable of the machine's network card, with the instant at which it began.
  virtual void passed(const devices::ethernet_frame&, instant began) = 0;
  /// A frame between a VM's card and the monitor's bridge, in either direction.
  virtual void passed(std::size_t vm, const devices::ethernet_frame&, instant) = 0;

 protected:
  ~machine_recorder() = default;
};

}  // namespace trapline
