/// The images of a run and its policy, for the control panel.
#pragma once

#include <deque>
#include <optional>

#include "models/control/image_operations.h"
#include "platform/machine/model_installer.h"

namespace trapline {

class live_images final : public control::image_operations {
 public:
  /// @param installer there is one when this is asked.
  live_images(std::deque<virtual_pc>& vms, std::optional<model_installer>& installer,
              image_collection& images)
      : vms_{vms}, installer_{installer}, images_{images} {}

  control::ordered_json images() const override;
  bool automatic() const override { return rule().automatic; }
  void decide(bool automatic) override;
  std::uint64_t budget() const override { return rule().budget; }
  std::uint64_t used() const override { return installer_->policy().used(); }
  void set_budget(std::uint64_t bytes) override;

 private:
  const vmm::placement_rule& rule() const { return installer_->policy().rule(); }

  std::deque<virtual_pc>& vms_;
  std::optional<model_installer>& installer_;
  image_collection& images_;
};

}  // namespace trapline
