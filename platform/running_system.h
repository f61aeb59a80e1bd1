/// A simulation as its control panel has it: what the panel knows of it, and what its commands do.
#pragma once

#include <functional>

#include "models/control/control_panel.h"
#include "platform/configuration/scenario_view.h"
#include "platform/machine/live_consoles.h"
#include "platform/machine/live_inventory.h"
#include "platform/platform.h"
#include "platform/run_control.h"

namespace trapline {

class running_system final : private control::settings_operations {
 public:
  /// @param so_far the results as if the run ended here. @throws config_error for a command, of the scenario or
  /// of a script, that this system will not take
  running_system(const scenario&, platform&, run_control&, std::function<results()> so_far);

  control::control_panel& panel() { return panel_; }
  /// The scenario's times count from this instant: the limit, its commands.
  void begin(instant origin);
  /// Adds what the panel was told so far.
  void report_to(results&) const;
  /// The limit of simulated time, as it is now.
  const instant& limit() const { return limit_; }

 private:
  void set(const std::string& key, const std::string& value) override;
  control::operated_system operated();

  platform& machine_;
  scenario_view view_;
  instant origin_;
  instant limit_;
  live_consoles consoles_;
  live_inventory stock_;
  control::control_panel panel_;
  std::vector<control::timed_command> agenda_;
};

}  // namespace trapline
