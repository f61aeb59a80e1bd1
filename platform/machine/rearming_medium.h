/// A medium that works for a controller by callbacks, with the controller's bus target told to look at
/// its timers again after each, and the transfers under way counted.
#pragma once

#include "models/bus/device_target.h"
#include "models/devices/block_medium.h"

namespace trapline {

class rearming_medium final : public devices::block_medium, private devices::block_client {
 public:
  explicit rearming_medium(devices::block_medium& behind) : behind_{behind} {}
  /// @param transfers the virtual machine's.
  void attach(bus::device_target& t, unsigned& transfers) {
    target_ = &t;
    transfers_ = &transfers;
  }

  std::uint64_t sectors() const override { return behind_.sectors(); }
  bool writable() const override { return behind_.writable(); }
  std::optional<outcome> start(const devices::block_request& r, instant now,
                               devices::block_client& c) override {
    client_ = &c;
    const std::optional<outcome> at_once = behind_.start(r, now, *this);
    if (!at_once) ++*transfers_;
    return at_once;
  }

 private:
  void transfer_done(bool ok, instant at) override {
    --*transfers_;
    client_->transfer_done(ok, at);
    target_->rearm();
  }

  devices::block_medium& behind_;
  devices::block_client* client_ = nullptr;
  bus::device_target* target_ = nullptr;
  unsigned* transfers_ = nullptr;
};

}  // namespace trapline
