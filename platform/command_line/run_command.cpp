// trapline run
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/run_output.h"
#include "platform/command_line/run_outputs.h"
#include "platform/command_line/run_panel.h"
#include "platform/command_line/terminal.h"

namespace trapline {
namespace {

/// What is different for a guest that somebody sits at: it goes on after the text that ends it otherwise,
/// until it resets, and at a terminal it has all the time that the user takes.
void sit_down_at(scenario& s, bool limit_given) {
  guest_description& guest = s.vms.front().guest;
  if (guest.good_ending == guest_ending::serial_text) guest.good_ending = guest_ending::reset;
  if (terminal::is_interactive() && !limit_given) s.until = longest_run;
}

/// After a fatal signal of the host: it may have come in the middle of the library's heap, so that nothing is taken
/// down any more.
[[noreturn]] void end_at_once(int code) {
  std::cout.flush();
  std::cerr.flush();
  std::_Exit(code);
}

}  // namespace

int run_command(const std::vector<std::string>& arguments, const data_files& data,
                const simulator& simulate) {
  const command_options options = read_options(command::run, arguments);
  if (options.help) {
    std::cout << help_for(command::run);
    return guest_ended_well;
  }
  loaded_scenario loaded = load_scenario(options.request, data);
  if (options.console) sit_down_at(loaded.what, limit_is_given(loaded));
  run_panel panel{options, loaded};
  run_outputs outputs{options, loaded};
  tell_notes(loaded);

  run_control control;
  control.threads = options.threads;
  outputs.listen(control);
  show_progress(control, options.quiet || options.console || options.panel);
  const std::unique_ptr<terminal> user = options.console ? std::make_unique<terminal>(control) : nullptr;
  control.at_serial_line = user.get();
  panel.open(control);
  const interruptible until_all_is_written{control};
  results r = simulate(loaded.what, control);
  panel.leave();
  const bool all_shown = user == nullptr || user->leave();
  end_progress(control);
  check_expected_output(loaded.what, r);
  const bool all_written = outputs.finish(r);
  complain(r);
  if (!all_shown) std::cerr << "trapline: standard output cannot be written\n";
  const int code = went_well(control) && all_written && all_shown ? exit_code_of(r) : fault_of_ours;
  if (!control.crash.empty()) end_at_once(code);
  return code;
}

}  // namespace trapline
