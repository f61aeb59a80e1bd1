/// What every chip looks like to whoever hosts it: the ICH for a physical device, a monitor for a
/// device model. A chip is plain C++; it knows neither SystemC nor a place, and has no clock of its
/// own: the time of an access is an argument, and the host calls back at `next_event()`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/time.h"

namespace trapline::devices {

/// A run of consecutive I/O ports and the chip's register that the first of them selects.
struct port_window {
  std::uint16_t first_port;
  std::uint16_t count;
  std::uint16_t first_register;
};

/// Consecutive addresses of physical memory and the chip's register that the first of them selects.
struct memory_window {
  std::uint64_t first;
  std::uint64_t bytes;
  std::uint32_t first_register;
};

class device {
 public:
  device() = default;
  device(const device&) = delete;
  device& operator=(const device&) = delete;
  virtual ~device() = default;

  /// Where a PC puts this chip.
  virtual std::span<const port_window> ports() const = 0;
  virtual std::span<const memory_window> memory() const { return {}; }

  /// The widest access in bytes (1, 2 or 4) that register `reg` takes whole. The bus breaks a wider
  /// one into consecutive accesses, lowest address first, as the ISA bus does.
  virtual unsigned widest_access(unsigned reg) const {
    static_cast<void>(reg);
    return 1;
  }

  /// A read of `width` bytes. `now` never runs backwards from one call to the next; the chip first
  /// catches up to it. Every register answers: what the datasheet leaves open reads all ones.
  virtual std::uint32_t read(unsigned reg, unsigned width, instant now) = 0;
  virtual void write(unsigned reg, unsigned width, std::uint32_t value, instant now) = 0;

  /// Lets the chip's time pass: outputs change at most as late as the host calls this.
  virtual void advance_to(instant now) = 0;
  /// The next instant at which the chip changes an output by itself, always strictly after the
  /// last `now` it was given; instant::never() when nothing is pending.
  virtual instant next_event() const = 0;

  /// The chip's reset pin (power-on state where the datasheet tells the two apart is the constructor's).
  virtual void reset(instant now) = 0;

  /// The chip's whole state, as bytes that only the same class can take back: what moving a live
  /// device model to another place costs, and what a checkpoint would hold.
  virtual std::vector<std::byte> save_state() const = 0;
  /// @throws std::invalid_argument if the bytes are not a state of this class in this version and layout.
  /// Output lines have the levels that the state says, without telling what they are connected to.
  virtual void restore_state(std::span<const std::byte> state) = 0;
};

}  // namespace trapline::devices
