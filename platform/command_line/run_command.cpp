// trapline run
#include <algorithm>
#include <iostream>
#include <memory>
#include <sstream>

#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/output_file.h"
#include "platform/command_line/run_output.h"
#include "platform/command_line/terminal.h"
#include "platform/pages/html_page.h"
#include "platform/recordings/png_file.h"
#include "sim/report/report.h"
#include "sim/results/results_csv.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

using optional_output = std::unique_ptr<output_file>;

optional_output open_output(const std::string& option, const std::optional<std::string>& path) {
  return path ? std::make_unique<output_file>(option, *path) : nullptr;
}

/// The rows down to the last that is not blank. A screen shows a control character as a picture, so that
/// every character is harmless.
std::string screen_of(const vm_result& vm) {
  const auto last = vm.screen_text.find_last_not_of(" \n");
  if (last == std::string::npos) return {};
  std::istringstream rows{vm.screen_text.substr(0, last + 1)};
  std::string all = "Screen of " + vm.name + "\n";
  for (std::string row; std::getline(rows, row);) all += "  | " + row + "\n";
  return all + "\n";
}

/// What the guests wrote, which a report for people begins with.
std::string guest_output(const results& r) {
  constexpr std::size_t most_lines = 60;
  std::string all;
  const auto add = [&](const vm_result& vm, const std::string& what, const std::string& text) {
    if (!text.empty()) all += what + " of " + vm.name + "\n" + quoted_output(text, "  | ", most_lines) + "\n";
  };
  for (const vm_result& vm : r.vms) {
    add(vm, "Serial output", vm.serial_text);
    add(vm, "Log", vm.log_text);
    all += screen_of(vm);
  }
  return all;
}

/// An output that each VM has: the first VM's is `path`, another's `path`.NAME.
std::vector<optional_output> open_for_each_vm(const std::string& option,
                                              const std::optional<std::string>& path, const scenario& s) {
  std::vector<optional_output> files;
  if (!path) return files;
  for (const vm_settings& vm : s.vms) {
    const bool first = files.empty();
    if (!first && *path == "-") break;
    files.push_back(open_output(option, first ? *path : *path + "." + vm.name));
  }
  return files;
}

bool limit_is_given(const loaded_scenario& loaded) {
  const auto until = std::ranges::find(loaded.settings, "until", &shown_setting::key);
  return until->origin != "the guests";
}

/// What is different for a guest that somebody sits at: it goes on after the text that ends it otherwise,
/// until it resets, and at a terminal it has all the time that the user takes.
void sit_down_at(scenario& s, bool limit_given) {
  guest_description& guest = s.vms.front().guest;
  if (guest.good_ending == guest_ending::serial_text) guest.good_ending = guest_ending::reset;
  if (terminal::is_interactive() && !limit_given) s.until = longest_run;
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
  const optional_output json = open_output("--json", options.json);
  const optional_output csv = open_output("--csv", options.csv);
  const optional_output html = open_output("--html", options.html);
  const std::vector<optional_output> serials = open_for_each_vm("--serial", options.serial, loaded.what);
  const std::vector<optional_output> screens = open_for_each_vm("--screen", options.screen, loaded.what);

  run_control control;
  control.threads = options.threads;
  show_progress(control, options.quiet || options.console);
  results r;
  {
    const std::unique_ptr<terminal> user = options.console ? std::make_unique<terminal>(control) : nullptr;
    control.at_serial_line = user.get();
    const interruptible while_it_runs{control};
    r = simulate(loaded.what, control);
  }
  end_progress(control);
  check_expected_output(loaded.what, r);

  bool report = true;
  const auto finish = [&](const optional_output& file, const auto& content) {
    if (!file) return;
    report = report && !file->is_standard_output();
    file->finish(content());
  };
  finish(json, [&] { return text_of(to_json(r)); });
  finish(csv, [&] { return csv_header() + to_csv(r); });
  finish(html, [&] {
    const std::string& name = options.request.scenario;
    return pages::html_page(
        {"Trapline: " + name, to_json(r), {name}, {&loaded.what.profile}, text_report(r)});
  });
  for (std::size_t vm = 0; vm < serials.size() && vm < r.vms.size(); ++vm)
    finish(serials[vm], [&] { return r.vms[vm].serial_text; });
  for (std::size_t vm = 0; vm < screens.size() && vm < r.vms.size(); ++vm)
    finish(screens[vm], [&] { return png_of(r.vms[vm].screen); });
  if (report) std::cout << guest_output(r) << text_report(r) << std::flush;
  complain(r);
  return exit_code_of(r);
}

}  // namespace trapline
