/// What a transaction on the platform's buses says besides address and data.
#pragma once

#include <tlm>

#include "models/bus/address_space.h"
#include "sim/time.h"

namespace trapline::bus {

class device_bus;

/// Rides on the generic payload from the processor bus, or from a monitor, to where the devices are.
class attributes final : public tlm::tlm_extension<attributes> {
 public:
  address_space space = address_space::io;
  /// Whose devices: a virtual machine's. Null for the target's own.
  device_bus* devices = nullptr;
  /// What every part of the access takes on the last bus.
  duration cycle{};

  tlm::tlm_extension_base* clone() const override { return new attributes{*this}; }
  void copy_from(const tlm::tlm_extension_base& other) override {
    const auto& o = static_cast<const attributes&>(other);
    space = o.space;
    devices = o.devices;
    cycle = o.cycle;
  }
};

/// The space that a transaction names; memory when it names none, as a plain TLM initiator would mean.
inline address_space space_of(const tlm::tlm_generic_payload& p) {
  const attributes* a = p.get_extension<attributes>();
  return a == nullptr ? address_space::memory : a->space;
}

}  // namespace trapline::bus
