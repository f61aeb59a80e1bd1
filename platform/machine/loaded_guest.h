/// A guest's files, read and turned into what a machine starts from: the load plan, the ROMs, the
/// disk images. Made before anything is elaborated, so that a bad file stops nothing half-way.
#pragma once

#include <memory>
#include <vector>

#include "models/devices/storage/disk_image.h"
#include "models/processor/guest_memory.h"
#include "models/vmm/board/device_parts.h"
#include "platform/configuration/scenario.h"
#include "platform/devices/surroundings.h"
#include "platform/loaders/load_plan.h"
#include "platform/machine/device_output.h"

namespace trapline {

class loaded_guest {
 public:
  /// @throws loaders::load_error, devices::image_error, config_error
  explicit loaded_guest(const vm_settings&);

  const vm_settings& settings() const { return settings_; }
  devices::disk_image* disk() { return disk_.get(); }
  devices::disk_image* floppy() { return floppy_.get(); }
  /// Other images from now on; those before stay open as long as this lives.
  /// @throws devices::image_error
  devices::disk_image& change_disk(const std::string& file);
  devices::disk_image& change_floppy(const std::string& file);
  void eject_floppy();
  /// The text file that a key of a device's names; null if it was not given.
  devices::text_sink* output(std::string_view key);
  /// Nothing starts: files that were made for devices to write are gone again.
  void give_up_outputs() { outputs_.clear(); }
  /// All that devices wrote is in their files. @return what could not be written, a line each
  std::vector<std::string> finish_outputs();
  /// Every image that was used.
  std::vector<devices::disk_image*> images() const;
  /// What a loader in the place of a BIOS does to the devices; the font is the VGA BIOS's.
  vmm::boot_setting set_up() const;

  /// The ROM in the firmware hub of a machine that boots this guest; may be empty.
  std::vector<std::byte> firmware() const;
  /// What fw_cfg hands to firmware, valid as long as this lives: the VGA BIOS, which SeaBIOS puts at
  /// C0000h itself, where other firmware finds it already.
  const firmware_files& files() const { return files_; }
  /// The guest's memory map over its RAM.
  std::unique_ptr<processor::guest_memory> map_over(std::span<std::byte> ram);
  /// Power-on: shadows and loaded images in memory, the processor's first registers.
  void start(processor::guest_memory&, engine::x86_core&) const;

 private:
  const vm_settings& settings_;
  loaders::load_plan plan_;
  std::unique_ptr<devices::disk_image> disk_;
  std::unique_ptr<devices::disk_image> floppy_;
  std::vector<std::unique_ptr<devices::disk_image>> before_;  ///< that were changed
  std::vector<std::vector<std::byte>> roms_;                  ///< one for each of the plan's
  firmware_files files_;
  std::map<std::string, device_output, std::less<>> outputs_;
};

}  // namespace trapline
