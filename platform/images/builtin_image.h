/// The image of a device that Trapline ships: the same chips as everywhere, in another place.
#pragma once

#include "models/vmm/installation/device_image.h"

namespace trapline {

class builtin_image final : public vmm::device_image {
 public:
  explicit builtin_image(std::uint64_t bytes) : bytes_{bytes} {}

  std::uint64_t bytes() const override { return bytes_; }
  std::string fault(vmm::board&, vmm::device_model&) override { return {}; }
  /// Its chips stay; their state is taken out and put in again, as a move between two instances does.
  std::string take_over(vmm::device_model&) override;

 private:
  std::uint64_t bytes_;
};

}  // namespace trapline
