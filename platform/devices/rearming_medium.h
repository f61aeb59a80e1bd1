/// A medium that works for a controller by callbacks, with the controller's device told after each that the
/// controller has changed.
#pragma once

#include <functional>

#include "models/devices/storage/block_medium.h"

namespace trapline {

class rearming_medium final : public devices::block_medium, private devices::block_client {
 public:
  rearming_medium(devices::block_medium& behind, std::function<void()> changed)
      : behind_{behind}, changed_{std::move(changed)} {}

  std::uint64_t sectors() const override { return behind_.sectors(); }
  bool writable() const override { return behind_.writable(); }
  std::optional<outcome> start(const devices::block_request& r, instant now,
                               devices::block_client& c) override {
    client_ = &c;
    return behind_.start(r, now, *this);
  }

 private:
  void transfer_done(bool ok, instant at) override {
    client_->transfer_done(ok, at);
    changed_();
  }

  devices::block_medium& behind_;
  std::function<void()> changed_;
  devices::block_client* client_ = nullptr;
};

}  // namespace trapline
