/// The sectors of a store as a medium that takes no time: for a controller that models its drive's
/// mechanics itself (i82077), and for tests.
#pragma once

#include "models/devices/storage/sector_store.h"

namespace trapline::devices {

class image_medium final : public block_medium {
 public:
  /// @param store outlives the medium.
  explicit image_medium(sector_store& store) : store_{store} {}

  std::uint64_t sectors() const override { return store_.sectors(); }
  bool writable() const override { return store_.writable(); }
  std::optional<outcome> start(const block_request& request, instant, block_client&) override {
    switch (request.what) {
      case block_request::kind::read:
        return outcome{store_.read(request.lba, request.data), {}};
      case block_request::kind::write:
        return outcome{store_.write(request.lba, request.data), {}};
      case block_request::kind::flush:
        break;
    }
    return outcome{store_.flush(), {}};
  }

 private:
  sector_store& store_;
};

}  // namespace trapline::devices
