/// Who says commands in a run: a scenario's script, a person at the terminal, programs at a socket.
#pragma once

#include <memory>
#include <vector>

#include "platform/command_line/command_options.h"
#include "platform/panel/panel_socket.h"
#include "platform/panel/terminal_panel.h"
#include "platform/run_control.h"

namespace trapline {

class run_panel {
 public:
  /// Reads the script; makes it one of the run's inputs. @throws config_error
  run_panel(const command_options&, loaded_scenario&);

  /// Opens socket and terminal; call when nothing else can go wrong. @throws config_error
  void open(run_control&);
  /// The run is over: the terminal is as it was before.
  void leave();

 private:
  const command_options& options_;
  std::vector<scenario_command> script_;
  std::unique_ptr<panel_socket> socket_;
  std::unique_ptr<terminal_panel> terminal_;
};

}  // namespace trapline
