#include "platform/command_line/run_panel.h"

#include "platform/command_line/run_output.h"
#include "platform/panel/panel_script.h"
#include "sim/configuration/quantity.h"

namespace trapline {

run_panel::run_panel(const command_options& options, loaded_scenario& loaded) : options_{options} {
  if (options.panel && options.console)
    throw config_error{
        {"command line"}, "--panel", "and --console both take standard input", "leave out one of the two"};
  if (options.paused && !options.panel && !options.panel_socket)
    throw config_error{{"command line"},
                       "--paused",
                       "leaves nobody who could resume",
                       "--panel or --panel-socket is needed"};
  // Who operates may install.
  if (options.panel || options.panel_script || options.panel_socket)
    loaded.what.images.wanted = loaded.what.kind != platform_kind::native;
  if (options.panel_script) {
    script_ = read_panel_script(*options.panel_script);
    loaded.inputs.push_back({"the panel's script", *options.panel_script});
  }
  if (options.paused) script_.insert(script_.begin(), {instant{}, "pause", {"--paused"}, ""});
  // Who types has all the time that he takes; a replay of the session is told so too.
  if (options.panel && terminal_panel::is_interactive() && !limit_is_given(loaded))
    script_.insert(script_.begin(), {instant{}, "set until " + text_of(longest_run), {"--panel"}, ""});
}

void run_panel::open(run_control& control) {
  control.script = script_;
  if (options_.panel_socket) {
    socket_ = std::make_unique<panel_socket>(*options_.panel_socket);
    control.operators.push_back(socket_.get());
  }
  if (options_.panel) {
    terminal_ = std::make_unique<terminal_panel>();
    control.operators.push_back(terminal_.get());
  }
}

void run_panel::leave() {
  if (terminal_) terminal_->leave();
  socket_.reset();
}

}  // namespace trapline
