/// An image that is a file of the user's: a shared library with its manifest.
#pragma once

#include <memory>
#include <vector>

#include "models/vmm/installation/device_image.h"
#include "platform/configuration/scenario.h"
#include "platform/images/image_manifest.h"
#include "platform/images/loaded_library.h"

namespace trapline {

class file_image final : public vmm::device_image {
 public:
  /// @throws config_error for a manifest that is none
  file_image(const std::filesystem::path& manifest, const image_settings&);

  const image_manifest& manifest() const { return manifest_; }
  std::uint64_t bytes() const override { return manifest_.footprint; }
  std::string fault(vmm::board&, vmm::device_model&) override;
  std::string take_over(vmm::device_model&) override;

  /// Everything about it but whether it fits a machine. @return why it may not serve; empty if it may.
  std::string fault();
  /// What it consists of. @pre fault() has found none
  std::unique_ptr<vmm::device_parts> make() const;
  const std::vector<std::byte>& library_bytes() const { return bytes_; }

 private:
  std::string fault_of_the_file() const;
  std::string fault_of_the_description() const;

  image_manifest manifest_;
  bool must_be_signed_;
  std::vector<std::filesystem::path> keys_;
  std::vector<std::byte> bytes_;
  std::shared_ptr<loaded_library> library_;
};

}  // namespace trapline
