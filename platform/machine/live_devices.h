/// The device models of the virtual machines that run, for the control panel.
#pragma once

#include <deque>

#include "models/control/device_operations.h"
#include "platform/machine/model_installer.h"
#include "platform/machine/virtual_pc.h"

namespace trapline {

class live_devices final : public control::device_operations {
 public:
  /// @param installer none if there are no images
  live_devices(std::deque<virtual_pc>& vms, std::optional<model_installer>& installer)
      : vms_{vms}, installer_{installer} {}

  void put(const std::string& vm, const std::string& device, place) override;
  void install(const std::string& vm, const std::string& device, place, const std::string& channel,
               const std::string& by) override;
  void remove(const std::string& vm, const std::string& device, const std::string& by) override;

 private:
  void ask(const std::string& vm, const std::string& device, std::optional<place> to,
           const std::string& channel, const std::string& by);

  std::deque<virtual_pc>& vms_;
  std::optional<model_installer>& installer_;
};

/// Of a machine without a monitor.
class no_device_models final : public control::device_operations {
 public:
  void put(const std::string&, const std::string&, place) override {}
  void install(const std::string&, const std::string&, place, const std::string&,
               const std::string&) override {}
  void remove(const std::string&, const std::string&, const std::string&) override {}
};

}  // namespace trapline
