/// Virtual machines that come, stand still and go while others run, on a platform with a monitor.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "models/control/vm_operations.h"
#include "platform/configuration/scenario.h"

namespace trapline {

class monitored_platform;
class virtual_pc;

class live_vms final : public control::vm_operations {
 public:
  explicit live_vms(monitored_platform& p) : platform_{p} {}

  /// How a new one's settings become what a scenario would have made of them; before the first create().
  using settings_loader =
      std::function<vm_settings(const std::string& vm, const std::vector<std::string>& settings)>;
  void load_by(settings_loader f) { load_ = std::move(f); }

  void create(const std::string& vm, const std::vector<std::string>& settings) override;
  void destroy(const std::string& vm) override;
  void pause(const std::string& vm) override;
  void go_on(const std::string& vm) override;
  void reset(const std::string& vm) override;
  void power_off(const std::string& vm) override;
  void power_on(const std::string& vm) override;
  void change_disk(const std::string& vm, const std::string& file) override;
  void insert_floppy(const std::string& vm, const std::string& file) override;
  void eject_floppy(const std::string& vm) override;

 private:
  /// @throws control::wrong_command if it has ended
  virtual_pc& live(const std::string& vm);
  /// What is paused has to be resumed, what is off switched on, each by itself.
  void let_go(virtual_pc&);

  monitored_platform& platform_;
  settings_loader load_;
  std::deque<vm_settings> made_;
  std::vector<std::string> paused_;
};

}  // namespace trapline
