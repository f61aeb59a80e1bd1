/// What an operator knows of the system that a scenario makes, by the scenario's own rules: a setting, or a new
/// virtual machine, is right if the scenario would have been right with it.
#pragma once

#include <memory>

#include "models/control/system_view.h"
#include "platform/configuration/scenario_loader.h"

namespace trapline {

class scenario_view final : public control::system_view {
 public:
  /// Of devices it knows which there could be; which a VM has in the end, its surroundings say.
  explicit scenario_view(const scenario&);

  /// The scenario as it is by now.
  const scenario& known() const { return known_; }
  /// As it is with a setting changed. @throws control::wrong_command
  scenario with_setting(const std::string& key, const std::string& value) const;
  /// Those of a VM that it has not yet. @param settings "KEY=VALUE", "like=VM". @throws control::wrong_command
  vm_settings settings_of(const std::string& vm, const std::vector<std::string>& settings) const;

  void check_new_vm(const std::string& name, const std::vector<std::string>& settings) const override;
  void add_vm(const std::string& name, const std::vector<std::string>& settings) override;
  void check_setting(const std::string& key, const std::string& value) const override;
  void take_setting(const std::string& key, const std::string& value) override;
  void check_output(const std::string& file) const override;

 private:
  scenario_request with_vm(const std::string& name, const std::vector<std::string>& settings) const;
  /// @throws control::wrong_command
  scenario load(const scenario_request&) const;

  scenario known_;
};

}  // namespace trapline
