/// What a run records as it happens, if it is asked to: a timeline, and the levels of its signals.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/command_line/command_options.h"
#include "platform/recordings/processor_shares.h"
#include "platform/recordings/signal_dump.h"
#include "platform/recordings/timeline.h"
#include "platform/run_control.h"
#include "sim/results/results.h"

namespace trapline {

/// How many cycles each processor's time has.
std::vector<std::uint64_t> processor_totals(const results&);

class run_recordings {
 public:
  run_recordings(const command_options&, const scenario&);

  /// Has the simulation told to what records it.
  void listen(run_control&);

  /// The files' contents. @pre they were asked for.
  std::string timeline_of(const results&);
  /// Who had the processors over time. @pre a page was asked for.
  nlohmann::ordered_json shares_of(const results&) const;
  std::string signals() const { return signals_->content(); }

 private:
  std::optional<timeline> timeline_;
  std::optional<signal_dump> signals_;
  std::optional<processor_shares> shares_;
};

}  // namespace trapline
