#include "platform/images/image_collection.h"

#include "platform/devices/device_kind.h"

namespace trapline {

namespace {

/// What an image of a shipped kind takes, as the profiles' costs of an installation have it.
constexpr std::uint64_t builtin_bytes = 16 * 1024;

}  // namespace

image_collection::image_collection(const scenario& s) : settings_{s.images}, builtin_{builtin_bytes} {
  add_file(builtin_, {});
  for (const vm_settings& vm : s.vms) {
    for (const auto& [device, manifest] : vm.images)
      to_be_installed_.emplace(std::pair{vm.name, device}, std::make_unique<file_image>(manifest, settings_));
    for (const auto& [device, manifest] : vm.devices) {
      auto image = std::make_unique<file_image>(manifest, settings_);
      if (const std::string fault = image->fault(); !fault.empty())
        throw config_error({manifest.string()}, "vm." + vm.name + ".device." + device,
                           "is an image that may not serve: " + fault, "docs/images.md says how to make one");
      devices_.emplace(std::pair{vm.name, device}, std::move(image));
    }
  }
  for (const by_device* all : {&devices_, &to_be_installed_})
    for (const auto& [whose, image] : *all) add_file(*image, image->library_bytes());
  disk_ = std::make_unique<devices::memory_image>(std::move(contents_), false);
}

void image_collection::add_file(const vmm::device_image& image, const std::vector<std::byte>& content) {
  const std::uint64_t sectors = (image.bytes() + devices::sector_bytes - 1) / devices::sector_bytes;
  const std::size_t begin = contents_.size();
  files_.push_back({&image, begin / devices::sector_bytes, sectors});
  contents_.insert(contents_.end(), content.begin(), content.end());
  contents_.resize(begin + static_cast<std::size_t>(sectors * devices::sector_bytes));
}

vmm::device_image* image_collection::image_of(const std::string& vm, const std::string& device) {
  for (const by_device* all : {&to_be_installed_, &devices_})
    if (const auto found = all->find({vm, device}); found != all->end()) return found->second.get();
  return device_kind_named(device) == nullptr ? nullptr : &builtin_;
}

std::unique_ptr<vmm::device_parts> image_collection::make(const std::string& vm,
                                                          const std::string& device) const {
  return devices_.at({vm, device})->make();
}

}  // namespace trapline
