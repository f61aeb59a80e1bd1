/// What the simulation asks of a platform, whichever of the figures it is.
#pragma once

#include "models/control/operated_system.h"
#include "models/control/system_view.h"
#include "platform/configuration/scenario.h"
#include "platform/live_vms.h"
#include "platform/machine/console.h"
#include "platform/machine/firmware_boot.h"
#include "platform/machine/guest_listener.h"
#include "platform/machine/machine_recorder.h"
#include "platform/machine/operated_pc.h"
#include "platform/machine/typist.h"
#include "sim/records/records.h"
#include "sim/results/results.h"

namespace trapline {

class platform {
 public:
  virtual ~platform() = default;

  /// The machine's own firmware, which runs before anything else; null if none does.
  virtual firmware_boot* firmware() = 0;
  /// It has handed over, at this instant: what the scenario has on the machine begins. Everything stands still.
  virtual void begin(instant) = 0;
  /// Puts somebody at the first guest's first serial line; before anything runs.
  virtual void connect(console&) = 0;
  /// Tells of what the guests write; before anything runs.
  virtual void tell(guest_listener&) = 0;
  /// Has recorded what the machines play and send; before anything runs.
  virtual void tell(machine_recorder&) = 0;
  /// On how many threads of the host guest code may run; results do not depend on it.
  virtual void use_threads(unsigned) = 0;
  /// Has what its processors spend told there; before anything runs.
  virtual void tell_processors(records&) = 0;
  /// Settings may change at any touch of shared state: no guest runs ahead of the others' touches.
  virtual void expect_changes() = 0;
  /// From now on its settings are those of `next` where they differ from those of `before`; the machine stands still.
  /// @pre refuse_change() refuses none of the differences.
  virtual void adopt(const scenario& before, const scenario& next, instant now) = 0;
  /// The order of its processors, for a limit of the simulation and for checks.
  virtual processor::processor_order& order() = 0;
  /// What commands act on, of what is the platform's own.
  virtual control::operated_system operated() = 0;
  /// The PCs that there are, as an operator reaches them.
  virtual std::vector<operated_pc> pcs() = 0;
  virtual computing_system& machine() = 0;
  virtual typist& keyboard() = 0;
  /// How a new VM's settings become what a scenario would have made of them.
  virtual void load_vms_by(live_vms::settings_loader) = 0;
  /// The guests that have ended, with how.
  virtual std::vector<std::pair<std::string, std::string>> ends() const = 0;
  /// Completes what an operator knows by what the VMs really have.
  virtual void describe(control::system_view&) const = 0;
  /// Whether every guest has ended.
  virtual bool over() const = 0;
  /// Ends the guests that have not ended, for this reason.
  virtual void give_up(const std::string& reason) = 0;
  /// Ends the guests whose code, or whose exits, were being worked on, for this reason.
  virtual void give_up_running(const std::string& reason) = 0;
  /// Its VMs.
  virtual void report_to(results&) = 0;
};

}  // namespace trapline
