/// Simulates the sets of device models that promise most near the guest, and says what each came to.
#pragma once

#include <vector>

#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/exploration/set_outcomes.h"

namespace trapline {

class advisor {
 public:
  /// @throws config_error for a scenario that nothing can be advised on.
  advisor(const command_options&, const data_files&, const simulator&);

  const std::vector<input_file>& inputs() const { return base_.inputs; }
  const exploration::advice& found() const { return advice_; }

  /// @return the exit code; there is advice if it is 0 or 1.
  int run();

 private:
  /// One run, from which the shares come.
  int measure_base_line();
  bool can_move(const std::string& device) const;
  /// Those that something is at stake with, most first.
  std::vector<exploration::movable_model> movable_models() const;
  std::uint64_t guest_memory() const;
  void simulate_sets(exploration::placement_search&, run_control&);
  int conclude(const exploration::placement_search&);

  const command_options& options_;
  const data_files& data_;
  const simulator& simulate_;
  scenario_request request_;  ///< the base line
  loaded_scenario base_;
  exploration::set_outcomes outcomes_;
  exploration::advice advice_;
};

}  // namespace trapline
