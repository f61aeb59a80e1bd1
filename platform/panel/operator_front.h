/// Somebody who says commands while the machine runs: at a terminal, by a socket.
#pragma once

#include <poll.h>

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "models/control/control_panel.h"

namespace trapline {

/// Something that whoever operates the machine may want to know.
struct panel_event {
  std::string name;  ///< "STOP", "RESUME", "COMMAND", "VM_END", "SHUTDOWN"
  nlohmann::ordered_json data = nlohmann::ordered_json::object();
  instant at;
};

class operator_front {
 public:
  /// Carries out what was said since, at an instant at which everything stands still.
  virtual void attend(control::control_panel&, instant now) = 0;
  /// Whether somebody is there, or may come, who can let a paused machine go on.
  virtual bool is_attended() const = 0;
  /// Simulated time does not run ahead of real time: a person is at a terminal.
  virtual bool in_real_time() const { return false; }
  /// What shows that something was said, for poll().
  virtual void add_files(std::vector<pollfd>&) const = 0;
  virtual void tell(const panel_event&) {}

 protected:
  ~operator_front() = default;
};

}  // namespace trapline
