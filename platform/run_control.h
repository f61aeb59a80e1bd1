/// What passes between the command line and a running simulation, besides scenario and results.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "models/control/control_panel.h"
#include "platform/configuration/scenario.h"
#include "platform/machine/console.h"
#include "platform/machine/guest_listener.h"
#include "platform/machine/machine_recorder.h"
#include "platform/panel/operator_front.h"
#include "sim/records/record_listener.h"

namespace trapline {

struct run_control {
  /// Set from a signal handler: the simulation ends soon and reports what it has ("interrupted").
  std::atomic<bool> stop{false};
  /// Of the host, for guest code.
  unsigned threads = 1;
  /// Who sits at the first VM's serial line; nobody if null.
  console* at_serial_line = nullptr;
  /// Who follows what the guests write; nobody if null.
  guest_listener* listener = nullptr;
  /// Who records sound and network; nobody if null. Lives as long as the process.
  machine_recorder* recorder = nullptr;
  /// Who hears of records as they close; they have to live as long as the process.
  std::vector<record_listener*> listeners;
  /// Who says commands while it runs.
  std::vector<operator_front*> operators;
  /// Commands for the control panel, besides the scenario's own; in order of time.
  std::vector<scenario_command> script;
  /// Called with each command that was carried out, or refused; may be empty.
  std::function<void(const control::given_command&)> heard;
  /// Ends the simulation as soon as `stop` does, without waiting until somebody looks; set while it runs.
  std::function<void()> look_now;
  /// Called a few times a second of real time with how far simulated time is; may be empty.
  std::function<void(instant)> progress;

  /// The fatal signal of the host that ended the simulation ("crashed"); empty if none did.
  std::string crash;
  /// What went wrong with files while it ran, a line each.
  std::vector<std::string> faults;

  static_assert(std::atomic<bool>::is_always_lock_free);
};

}  // namespace trapline
