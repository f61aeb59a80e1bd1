/// An image that is a file of the operating system that owns the devices, on the machine's disk: its driver
/// reads it through ICH and disk, 64 KiB at a time, and each page is handed over by a call.
/// Not modelled: the file system (a file is consecutive sectors, whose place is known).
#pragma once

#include <map>
#include <vector>

#include "models/devices/storage/block_medium.h"
#include "models/vmm/installation/image_channel.h"

namespace trapline::vmm {

class file_channel final : public image_channel, private devices::block_client {
 public:
  explicit file_channel(const install_paths& paths) : paths_{paths} {}

  /// The image's file is these sectors. Before the machine runs.
  void holds(const device_image& image, devices::block_medium& sectors) { files_[&image] = &sectors; }

  std::string_view name() const override { return "service_os"; }
  void begin(const device_image&) override;
  turn go_on(processor::step_meter&, processor::physical_processor&, device_os&) override;
  std::string trouble() const override { return "the disk could not read the image's file"; }

 private:
  void transfer_done(bool ok, instant at) override;

  const install_paths& paths_;
  std::map<const device_image*, devices::block_medium*> files_;
  devices::block_medium* file_ = nullptr;
  std::uint64_t sectors_read_ = 0;
  std::uint64_t pages_handed_ = 0;
  bool ok_ = true;
  std::vector<std::byte> buffer_;
};

}  // namespace trapline::vmm
