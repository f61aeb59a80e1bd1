/// What a run records as it happens, if it is asked to: a timeline, and the levels of its signals.
#pragma once

#include <optional>
#include <string>

#include "platform/command_line/command_options.h"
#include "platform/recordings/signal_dump.h"
#include "platform/recordings/timeline.h"
#include "platform/run_control.h"
#include "sim/results/results.h"

namespace trapline {

class run_recordings {
 public:
  run_recordings(const command_options&, const scenario&);

  /// Has the simulation told to what records it.
  void listen(run_control&);

  /// The files' contents. @pre they were asked for.
  std::string timeline_of(const results&);
  std::string signals() const { return signals_->content(); }

 private:
  std::optional<timeline> timeline_;
  std::optional<signal_dump> signals_;
};

}  // namespace trapline
