/// The control panel: what operators say to the monitor, each command carried out at one instant of simulated
/// time at which everything stands still, and kept: the same commands at the same instants are the same run.
/// Element 114 (Fig. 1), 514 (Fig. 5)
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "sim/time.h"

namespace trapline::control {

/// A command that is known before its time comes: a scenario's, a script's.
struct timed_command {
  instant at;
  std::string line;
  std::string by = "operator";  ///< or "scenario"
};

/// One that was carried out, or refused when it was due: what is wrong where it is typed is answered there.
struct given_command {
  instant at;  ///< counted from where the scenario's times count from
  std::string line;
  std::string by;       ///< as of timed_command
  std::string refusal;  ///< empty if it was carried out
  std::string words;    ///< what it answered
};

class control_panel final : private run_operations {
 public:
  /// @param view what is known of the system; follows what commands change.
  control_panel(operated_system system, system_view& view) : system_{system}, view_{view} {
    system_.run = this;
  }
  control_panel(const control_panel&) = delete;
  control_panel& operator=(const control_panel&) = delete;

  /// The record has instants as from this one on.
  void count_from(instant origin) { origin_ = origin; }
  /// Adds commands for later. @param all in order of time.
  void schedule(std::vector<timed_command> all);
  /// When the next of them is due, or a step is over; instant::never() for none.
  instant next() const {
    const instant due = due_ < agenda_.size() ? agenda_[due_].at : instant::never();
    return attended_ ? std::min(due, runs_until_) : due;
  }
  /// Carries out those that are due. @pre nothing has happened at `now` yet, and everything stands still
  void act(instant now);

  /// Carries a command out. @throws wrong_command, having changed nothing
  answer carry_out(const request&, instant now);

  /// Whether there is an operator who can resume what is paused: for a script simulated time does not stand still.
  void set_attended(bool a) { attended_ = a; }
  bool stands_still(instant now) const { return attended_ && runs_until_ <= now; }
  /// Nothing will happen by itself any more: time stands still as if an operator had paused it.
  void stand_still_from(instant now) { runs_until_ = now; }
  bool quit_asked() const { return quit_; }
  /// Calls `heard` with each command that was carried out, or refused when it was due.
  void tell(std::function<void(const given_command&)> heard) { heard_.push_back(std::move(heard)); }

  const system_view& view() const { return view_; }
  const std::vector<given_command>& record() const { return record_; }

 private:
  void pause_run() override { runs_until_ = now_; }
  void resume_run() override { runs_until_ = instant::never(); }
  void step_run(duration d) override { runs_until_ = now_ + d; }
  void quit() override { quit_ = true; }
  void keep(given_command);

  operated_system system_;
  system_view& view_;
  std::vector<timed_command> agenda_;
  std::size_t due_ = 0;
  std::vector<given_command> record_;
  std::vector<std::function<void(const given_command&)>> heard_;
  instant origin_;
  instant now_;
  instant runs_until_ = instant::never();  ///< if somebody is there to resume
  bool attended_ = false;
  bool quit_ = false;
};

/// Checks a command as it will find the system; `view` is afterwards what is known then. @throws wrong_command
void check_in_advance(const std::string& line, system_view& view);

}  // namespace trapline::control
