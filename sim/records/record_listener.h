/// What is told as a simulation happens, to whoever subscribes: statistics, a trace, a timeline, a panel.
/// Operations are told when they close, with all of their steps; what has a moment only, at that moment.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/statistics/path_statistics.h"
#include "sim/time.h"

namespace trapline {

/// The instruction that a guest is at, for who asks: looking it up takes time.
class instruction_view {
 public:
  struct instruction {
    std::uint16_t segment = 0;  ///< CS
    std::uint64_t offset = 0;   ///< RIP
    unsigned bits = 0;          ///< 16, 32 or 64
    std::array<std::uint8_t, 15> bytes{};
    std::size_t size = 0;  ///< of them there is memory
  };
  virtual instruction look() const = 0;

 protected:
  ~instruction_view() = default;
};

/// A guest's access to a device has been carried out and the guest goes on.
struct closed_access {
  path_statistics& under;  ///< its key says whose, where, which device and which way
  const access_record& record;
  cycles began;                     ///< of the processor's clock
  exit_statistics* exit = nullptr;  ///< as what the guest left for it; null if it did not
  bool is_memory = false;
  std::uint64_t address = 0;
  unsigned width = 0;  ///< bytes; 0 for work that is no access
  std::uint64_t value = 0;
  const instruction_view* by = nullptr;
};

/// A guest that left its processor for another reason goes on, or has been put away.
struct closed_exit {
  exit_statistics& under;
  const access_record& record;
  cycles began;
};

/// An interrupt has come to the guest's handler, or to its end.
struct closed_interrupt {
  interrupt_statistics& under;
  const access_record& way;  ///< from the pin on
  cycles began;
  const access_record* story = nullptr;  ///< with what led to the pin; once it has ended
  cycles story_began{};
};

/// A device-model image has been installed, taken out or refused.
struct closed_install {
  const install_statistics& what;
};

/// A VM's request packet has another state.
struct packet_change {
  const std::string* vm;
  std::string_view state;
  cycles at;
};

/// A processor has spent time on something that is no guest code.
struct processor_span {
  std::size_t index;  ///< of the processor
  account on;
  cycles from, to;
};

/// A processor's transaction with a physical device.
struct physical_access {
  std::size_t processor;
  std::uint64_t address;
  bool is_read;
  cycles from, to;
};

/// A signal of one bit of a VM has another level.
struct level_change {
  const std::string* vm;
  std::string_view signal;
  bool high;
  instant at;
};

class record_listener {
 public:
  virtual ~record_listener() = default;
  virtual void access_closed(const closed_access&) {}
  virtual void exit_closed(const closed_exit&) {}
  virtual void interrupt_delivered(const closed_interrupt&) {}
  virtual void interrupt_ended(const closed_interrupt&) {}
  virtual void install_closed(const closed_install&) {}
  virtual void packet_changed(const packet_change&) {}
  virtual void processor_spent(const processor_span&) {}
  virtual void bus_cycle(const physical_access&) {}
  virtual void level_changed(const level_change&) {}
};

}  // namespace trapline
