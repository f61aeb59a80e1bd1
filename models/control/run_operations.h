/// The run as a whole. Simulated time stands still while it is paused; that an operator looked leaves no trace.
#pragma once

#include "sim/time.h"

namespace trapline::control {

class run_operations {
 public:
  virtual void pause_run() = 0;
  virtual void resume_run() = 0;
  /// Goes on for so long, then stands still.
  virtual void step_run(duration) = 0;
  /// Ends the run here; results so far are its results.
  virtual void quit() = 0;

 protected:
  ~run_operations() = default;
};

}  // namespace trapline::control
