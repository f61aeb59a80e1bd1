#include "platform/command_line/run_recordings.h"

#include "models/costs/step.h"

namespace trapline {

run_recordings::run_recordings(const command_options& options, const scenario& s) {
  if (options.timeline)
    timeline_.emplace(s.profile.clock(), all_steps,
                      s.kind == platform_kind::hosted ? "host OS" : "service OS");
  if (options.vcd) signals_.emplace();
}

void run_recordings::listen(run_control& control) {
  if (timeline_) control.listeners.push_back(&*timeline_);
  if (signals_) control.listeners.push_back(&*signals_);
}

std::string run_recordings::timeline_of(const results& r) {
  std::vector<cycles> ends;
  for (const processor_result& p : r.processors) ends.emplace_back(p.total);
  return timeline_->content(ends);
}

}  // namespace trapline
