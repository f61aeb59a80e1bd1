/// What the commands that simulate have in common: progress, signals, and how a run's end becomes the
/// process's.
#pragma once

#include <string>

#include "platform/command_line/command_line.h"
#include "platform/configuration/scenario_loader.h"

namespace trapline {

/// While it lives, Ctrl-C, SIGTERM, SIGHUP and SIGXCPU set the control's flag; a second one does what it did before.
class interruptible {
 public:
  explicit interruptible(run_control& control);
  ~interruptible();
  interruptible(const interruptible&) = delete;
  interruptible& operator=(const interruptible&) = delete;
};

/// One line on standard error that renews itself, if that is a terminal.
void show_progress(run_control& control, bool quiet);
void end_progress(const run_control& control);

/// Compares what each guest sent with what its guest.toml says; a VM that sent something else has not
/// ended well.
void check_expected_output(const scenario& s, results& r);
exit_code exit_code_of(const results& r);
/// Whether neither simulator nor host failed; what did is told on standard error.
bool went_well(const run_control&);
/// A line on standard error for each VM that did not end well.
void complain(const results& r);
/// Whether somebody said how long the run may be, or only its guests do.
bool limit_is_given(const loaded_scenario&);
/// A line on standard error for each thing that was given and does not count.
void tell_notes(const loaded_scenario&);

}  // namespace trapline
