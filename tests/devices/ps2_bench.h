/// A PS/2 device on a bench: a host without haste that takes every byte as soon as it is ready.
#pragma once

#include <initializer_list>
#include <vector>

#include "sim/time.h"

namespace trapline::devices::test {

using bytes = std::vector<unsigned>;

/// `State` is that of `Device`.
template <class Device, class State>
class ps2_bench {
 public:
  explicit ps2_bench(duration usual_patience) : usual_patience_{usual_patience} {}

  void pass(duration d) {
    const instant end = now + d;
    while (device.next_event() <= end) {
      now = device.next_event();
      device.advance_to(now);
    }
    now = end;
  }
  /// Everything that is ready within `patience`.
  bytes take(duration patience) {
    pass(patience);
    bytes taken;
    while (device.ready_at() <= now) {
      taken.push_back(device.peek());
      device.sent(now);
    }
    return taken;
  }
  bytes take() { return take(usual_patience_); }
  bytes ask(std::initializer_list<unsigned> command) {
    bytes answers;
    for (const unsigned byte : command) {
      device.hear(static_cast<std::uint8_t>(byte), now);
      for (const unsigned answer : take()) answers.push_back(answer);
    }
    return answers;
  }

  State state;
  Device device{state};
  instant now = instant{} + duration::s(1);

 private:
  duration usual_patience_;
};

}  // namespace trapline::devices::test
