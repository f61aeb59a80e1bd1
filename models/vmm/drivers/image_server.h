/// Serves the sectors of an image that the operating system that owns the devices keeps in its memory. A
/// controller that is there too, or in user mode, has them at once; one in the hypervisor or the kernel
/// VMM asks and goes on, and is busy until that system has run, read the image, and said so.
/// Not modelled: the file system that the image lies in.
#pragma once

#include <optional>

#include "models/devices/storage/sector_store.h"
#include "models/vmm/board/device_model.h"
#include "models/vmm/scheduling/work.h"

namespace trapline::vmm {

class image_server final : public devices::block_medium, private work {
 public:
  /// @param image outlives the server.
  image_server(device_os& os, devices::sector_store& image) : os_{os}, image_{image} {}

  /// Before the first transfer.
  void used_by(const device_model& m) { user_ = &m; }

  std::uint64_t sectors() const override { return image_.sectors(); }
  bool writable() const override { return image_.writable(); }
  std::optional<outcome> start(const devices::block_request&, instant now, devices::block_client&) override;

 private:
  void run(processor::physical_processor&, device_os&) override;
  bool carry_out(const devices::block_request&);

  device_os& os_;
  devices::sector_store& image_;
  const device_model* user_ = nullptr;
  /// A controller waits for its transfer before it asks for the next.
  devices::block_request request_{};
  devices::block_client* client_ = nullptr;
};

}  // namespace trapline::vmm
