/// Which device claims which I/O port, and how an access is broken into what the devices take.
///
/// The rule for an access that is wider than a device's register, or that runs from one device's
/// ports into another's: it becomes consecutive smaller accesses, lowest port first, each as wide as
/// its device allows and aligned to its own width, as the ISA bus does. Ports that no device claims read
/// all ones.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/devices/device.h"

namespace trapline::bus {

class port_map {
 public:
  static constexpr std::uint8_t unclaimed = 0xff;

  struct claim {
    std::uint8_t device = unclaimed;
    std::uint8_t widest = 1;  ///< a power of two: the chip's widest access at this register
    std::uint16_t reg = 0;
  };
  /// One of the accesses that an access is broken into.
  struct part {
    std::uint8_t device;  ///< unclaimed, or as add() returned it
    std::uint8_t width;
    std::uint8_t offset;  ///< bytes from the access's first port
    std::uint16_t reg;
  };

  /// Claims the chip's own ports. @return the device's number, in the order of adding.
  /// @throws std::invalid_argument naming both devices and the port if a port is taken already.
  std::uint8_t add(std::string name, const devices::device&);
  const claim& at(std::uint16_t port) const { return claims_[port]; }

  /// The next part of an access of which `done` bytes have been dealt with.
  part next_part(std::uint16_t port, unsigned width, unsigned done) const {
    const claim& here = claims_[static_cast<std::uint16_t>(port + done)];
    // From the widest down to what is left and what is aligned within the access; mostly a byte at once.
    unsigned take = here.widest;
    while (take > width - done || (done & (take - 1)) != 0) take /= 2;
    return {here.device, static_cast<std::uint8_t>(take), static_cast<std::uint8_t>(done), here.reg};
  }

  std::string_view name(std::uint8_t device) const { return names_[device]; }

 private:
  std::array<claim, 65536> claims_{};
  std::vector<std::string> names_;
};

}  // namespace trapline::bus
