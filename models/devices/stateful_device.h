/// Gives a chip whose state is one trivially copyable struct the byte form that `device` asks for.
#pragma once

#include <type_traits>

#include "models/devices/device.h"
#include "models/devices/saved_state.h"

namespace trapline::devices {

/// A chip derives from `stateful_device<its_state>`, keeps everything that changes in `state_`, describes it
/// (state_members.h), and shows it by `state()`.
template <typename State>
class stateful_device : public device {
  static_assert(std::is_trivially_copyable_v<State>);

 public:
  const State& state() const { return state_; }
  /// Takes the state over; output lines are not told.
  void set_state(const State& s) {
    state_ = s;
    state_restored();
  }

  std::vector<std::byte> save_state() const override {
    std::vector<std::byte> bytes;
    bytes.reserve(sizeof(State) + 64);
    write_label(bytes, label());
    state_writer writer{bytes};
    describe(writer, const_cast<State&>(state_));  // a writer only looks
    return bytes;
  }
  void restore_state(std::span<const std::byte> saved) override {
    state_measure measure;
    describe(measure, state_);
    state_reader reader{checked_state(saved, label(), measure.bytes())};
    describe(reader, state_);
    state_restored();
  }

 protected:
  /// The state is another's now: output lines take the levels that it says by output_line::restore, and what
  /// is kept beside the state follows it. A chip without either has nothing to do.
  virtual void state_restored() {}

  State state_{};

 private:
  state_label label() const {
    state_labeller labeller;
    describe(labeller, const_cast<State&>(state_));  // a labeller only looks
    return labeller.label();
  }
};

}  // namespace trapline::devices
