/// Gives a chip whose state is one trivially copyable struct the byte form that `device` asks for.
#pragma once

#include <cstring>
#include <stdexcept>
#include <type_traits>

#include "models/devices/device.h"

namespace trapline::devices {

/// A chip derives from `stateful_device<its_state>`, keeps everything that changes in `state_`, and
/// shows it by `state()`.
template <typename State>
class stateful_device : public device {
  static_assert(std::is_trivially_copyable_v<State>);

 public:
  const State& state() const { return state_; }
  void set_state(const State& s) { state_ = s; }

  std::vector<std::byte> save_state() const override {
    std::vector<std::byte> bytes(sizeof(State));
    std::memcpy(bytes.data(), &state_, sizeof(State));
    return bytes;
  }
  void restore_state(std::span<const std::byte> bytes) override {
    if (bytes.size() != sizeof(State))
      throw std::invalid_argument("the saved state is of another kind of chip");
    std::memcpy(static_cast<void*>(&state_), bytes.data(), sizeof(State));
  }

 protected:
  State state_{};
};

}  // namespace trapline::devices
