/// A medium of a virtual machine, whose transfers under way are counted: while one is, its end may reach the
/// virtual machine at any time.
#pragma once

#include "models/devices/storage/block_medium.h"

namespace trapline {

class counted_medium final : public devices::block_medium, private devices::block_client {
 public:
  counted_medium(devices::block_medium& behind, unsigned& transfers)
      : behind_{&behind}, transfers_{transfers} {}

  /// Another one is there from now on.
  void stand_for(devices::block_medium& behind) { behind_ = &behind; }
  std::uint64_t sectors() const override { return behind_->sectors(); }
  bool writable() const override { return behind_->writable(); }
  std::optional<outcome> start(const devices::block_request& r, instant now,
                               devices::block_client& c) override {
    client_ = &c;
    const std::optional<outcome> at_once = behind_->start(r, now, *this);
    if (!at_once) ++transfers_;
    return at_once;
  }

 private:
  void transfer_done(bool ok, instant at) override {
    --transfers_;
    client_->transfer_done(ok, at);
  }

  devices::block_medium* behind_;
  unsigned& transfers_;
  devices::block_client* client_ = nullptr;
};

}  // namespace trapline
