/// What a monitored machine installs device models with: the installer, the channels by which images come, and
/// who may ask.
/// Elements 401-403 (Fig. 4)
#pragma once

#include <deque>

#include "models/vmm/drivers/disk_driver.h"
#include "models/vmm/installation/boot_channel.h"
#include "models/vmm/installation/file_channel.h"
#include "models/vmm/installation/installer.h"
#include "models/vmm/installation/network_channel.h"
#include "models/vmm/installation/placement_policy.h"
#include "platform/images/image_collection.h"
#include "platform/machine/virtual_pc.h"

namespace trapline {

class model_installer {
 public:
  struct parts {
    vmm::device_os& os;
    records& room;
    clock_domain clock;
    vmm::timer_queue& interrupts;  ///< of the machine, for the system that owns the devices
    const vmm::install_paths& paths;
    image_collection& images;
    devices::block_medium& file_system;  ///< of the system that owns the devices: the images' files
    std::deque<virtual_pc>& vms;
  };
  model_installer(const parts&, const image_settings&, const policy_settings&);
  model_installer(const model_installer&) = delete;
  model_installer& operator=(const model_installer&) = delete;

  /// The monitor begins to look at what is used often, if it does.
  void begin(instant at);
  /// At its instant. @throws config_error if the VM has no such device
  void carry_out(const install_command&, const std::string& asked_by);
  /// What the monitor does by itself.
  vmm::placement_policy& policy() { return policy_; }

 private:
  /// The sectors of one file.
  class file final : public devices::block_medium {
   public:
    file(devices::block_medium& disk, std::uint64_t first, std::uint64_t count)
        : disk_{disk}, first_{first}, count_{count} {}
    std::uint64_t sectors() const override { return count_; }
    bool writable() const override { return false; }
    std::optional<outcome> start(const devices::block_request& r, instant now,
                                 devices::block_client& c) override {
      return disk_.start({r.what, first_ + r.lba, r.data}, now, c);
    }

   private:
    devices::block_medium& disk_;
    std::uint64_t first_, count_;
  };

  vmm::image_channel& channel_named(const std::string&);

  std::deque<virtual_pc>& vms_;
  std::deque<file> files_;
  vmm::boot_channel boot_;
  vmm::file_channel from_disk_;
  vmm::network_channel from_network_;
  vmm::installer installer_;
  vmm::placement_policy policy_;
  policy_settings rule_;
};

}  // namespace trapline
