/// The images of device models that a run can install, and the files that they are in on the machine's disk.
#pragma once

#include <map>
#include <memory>

#include "models/devices/memory_image.h"
#include "models/vmm/installation/device_image.h"
#include "platform/configuration/scenario.h"
#include "platform/images/builtin_image.h"
#include "platform/images/file_image.h"

namespace trapline {

class image_collection final : public vmm::image_library {
 public:
  /// @throws config_error for a manifest that is none, and for a device of a VM's own whose image may not serve
  explicit image_collection(const scenario&);

  vmm::device_image* image_of(const std::string& vm, const std::string& device) override;
  /// A device of a VM's own. @pre the scenario gives it one
  std::unique_ptr<vmm::device_parts> make(const std::string& vm, const std::string& device) const;

  struct file {
    const vmm::device_image* of;
    std::uint64_t first_sector, sectors;
  };
  /// Where each lies in file_system().
  const std::vector<file>& files() const { return files_; }
  devices::sector_store& file_system() { return *disk_; }

 private:
  void add_file(const vmm::device_image&, const std::vector<std::byte>& content);

  image_settings settings_;
  builtin_image builtin_;  ///< what any shipped kind's is like
  using by_device = std::map<std::pair<std::string, std::string>, std::unique_ptr<file_image>>;  ///< of a VM
  by_device devices_;          ///< what the VMs' own devices consist of from power-on
  by_device to_be_installed_;  ///< what is installed, where that is another image
  std::vector<file> files_;
  std::vector<std::byte> contents_;
  std::unique_ptr<devices::memory_image> disk_;
};

}  // namespace trapline
