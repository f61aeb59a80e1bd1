/// Types what a scenario says, at the machine's physical keyboard.
#pragma once

#include <functional>
#include <systemc>
#include <vector>

#include "models/bus/scheduled_wakeup.h"
#include "models/devices/keyboard/keyboard_port.h"
#include "platform/configuration/scenario.h"
#include "platform/machine/computing_system.h"

namespace trapline {

class typist final : private bus::sleeper {
 public:
  typist(computing_system&);

  /// Adds what is typed for one guest; `attention` is called before each key, so that it is this guest's.
  /// @throws std::invalid_argument for a character that no key makes.
  void add(const std::vector<input_event>&, std::function<void()> attention);
  /// After something was added.
  void start();
  /// The times of what was added count from this instant.
  void count_from(instant origin);

 private:
  struct action {
    instant at;
    std::function<void()> attention;
    std::function<void(devices::keyboard_port&, instant)> act;
  };

  void wake(instant at) override;

  computing_system& machine_;
  bus::scheduled_wakeup alarm_;
  std::vector<action> actions_;
  std::size_t next_ = 0;
};

}  // namespace trapline
