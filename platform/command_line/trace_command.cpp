// trapline trace: accesses and interrupts as they happen.
#include <iostream>

#include "models/costs/step.h"
#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/run_output.h"
#include "platform/command_line/trace_options.h"
#include "platform/recordings/access_trace.h"

namespace trapline {

int trace_command(const std::vector<std::string>& arguments, const data_files& data,
                  const simulator& simulate) {
  const command_options options = read_options(command::trace, arguments);
  if (options.help) {
    std::cout << help_for(command::trace);
    return guest_ended_well;
  }
  const loaded_scenario loaded = load_scenario(options.request, data);
  run_control control;
  const auto enough = [&control] {
    control.stop = true;
    if (control.look_now) control.look_now();
  };
  const trace_filter filter = trace_filter_of(options.trace, loaded.what);
  access_trace trace{filter,
                     loaded.what.profile.clock(),
                     all_steps,
                     options.trace.as_json,
                     [](const std::string& text) { std::cout << text; },
                     enough};
  control.listeners.push_back(&trace);
  const interruptible while_it_runs{control};
  const results r = simulate(loaded.what, control);
  std::cout << std::flush;
  if (filter.count != 0 && trace.told() >= filter.count) return guest_ended_well;
  complain(r);
  return exit_code_of(r);
}

}  // namespace trapline
