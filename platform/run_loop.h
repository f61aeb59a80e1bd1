/// Lets simulated time pass until the run is over, stopping wherever somebody wants to act: the control
/// panel's commands, operators, the turning point. Real time looks in a few times a second.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "models/control/control_panel.h"
#include "platform/panel/operator_front.h"
#include "platform/platform.h"
#include "platform/run_control.h"
#include "platform/turning_point.h"

namespace trapline {

class run_loop {
 public:
  /// @param limit may change while it runs.
  run_loop(platform& machine, control::control_panel& panel, turning_point& turn, run_control& control,
           const instant& limit)
      : machine_{machine}, panel_{panel}, turn_{turn}, control_{control}, limit_{limit} {}

  /// @return why it ended: "guest_exit", "limit", "guest_stuck", "interrupted"
  /// @throws std::logic_error if something came too late for the processor that it was for
  std::string run();

 private:
  std::string pass_time();
  /// Nothing is going to happen any more. @return whether an operator could still do something about it
  bool waits_for_operator();
  void look_in(instant now);
  void act(instant now);
  /// Waits for operators; simulated time stands still.
  void stand_still(instant now);
  /// Lets real time come as far as simulated time, if somebody at a terminal wants that.
  void pace(instant now);
  void wait_for_operators(std::chrono::milliseconds most);
  /// Nobody passes this before the next look: the limit, the next command, the operators' next chance.
  instant next_stop(instant now) const;
  bool is_attended() const;
  /// The panel's, or what a turning point has brought.
  instant limit() const { return &turn_.current() == first_ ? limit_ : turn_.limit(); }
  void tell(const std::string& event, instant now,
            nlohmann::ordered_json data = nlohmann::ordered_json::object());
  void tell_of_ends(instant now);

  platform& machine_;
  control::control_panel& panel_;
  turning_point& turn_;
  run_control& control_;
  const instant& limit_;
  const scenario* first_ = &turn_.current();
  std::map<std::string, std::string> ended_;  ///< VMs, and how
  // In real time, simulated time is that far behind the clock at the most.
  std::chrono::steady_clock::time_point real_ = std::chrono::steady_clock::now();
  instant simulated_;
};

}  // namespace trapline
