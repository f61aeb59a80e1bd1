#include "platform/running_system.h"

#include <algorithm>

#include "models/bus/time_bridge.h"
#include "models/control/wrong_command.h"
#include "models/hosted/paths.h"
#include "models/hybrid/paths.h"
#include "sim/report/text_table.h"

namespace trapline {

namespace {

/// The steps of every path of the scenario's monitor.
std::string steps_of(const scenario& s) {
  if (s.kind == platform_kind::native) return "without a monitor an access is a transaction on the bus\n";
  std::string all;
  for (const path_table& table :
       s.kind == platform_kind::hybrid ? hybrid::paths::tables() : hosted::paths::tables()) {
    text_table t{{"BLOCK", "STEP", "PAID BY", ">CYCLES", "ONLY IF"}};
    for (const path_part* part : table.parts)
      for (const path_step& step : part->steps)
        t.row({step.in == where_it_happens ? "" : std::to_string(step.in), std::string{name_of(step.what)},
               std::string{name_of(step.by)}, grouped(s.profile.of(step.what).mean.count()),
               std::string{part->when}});
    all += "Figure " + std::string{table.figure} + ": " + std::string{table.title} + "\n" + t.text();
  }
  return all;
}

std::vector<scenario_command> commands_of(const scenario& s, const run_control& control) {
  std::vector<scenario_command> all = s.commands;
  all.insert(all.end(), control.script.begin(), control.script.end());
  std::ranges::stable_sort(all, {}, &scenario_command::at);
  return all;
}

/// @throws config_error for the first that is not one for the system that has been made.
void check(const std::vector<scenario_command>& commands, scenario_view view) {
  for (const scenario_command& c : commands) try {
      control::check_in_advance(c.line, view);
    } catch (const control::wrong_command& e) {
      throw config_error{c.where, c.key, "is \"" + c.line + "\": " + e.wrong(), e.right()};
    }
}

}  // namespace

running_system::running_system(const scenario& s, platform& machine, run_control& control,
                               std::function<results()> so_far)
    : machine_{machine},
      view_{s},
      limit_{instant{} + s.until},
      consoles_{[&machine] { return machine.pcs(); }, machine.keyboard()},
      stock_{[&machine] { return machine.pcs(); }, machine.machine().devices, s.kind != platform_kind::native,
             std::move(so_far), [this] { return steps_of(view_.known()); }},
      panel_{operated(), view_} {
  machine.describe(view_);
  machine.load_vms_by([this](const std::string& vm, const std::vector<std::string>& settings) {
    return view_.settings_of(vm, settings);
  });
  const std::vector<scenario_command> commands = commands_of(s, control);
  check(commands, view_);
  for (const scenario_command& c : commands)
    agenda_.push_back({c.at, c.line, c.key.empty() ? "operator" : "scenario"});
  if (control.heard) panel_.tell(control.heard);
}

void running_system::begin(instant origin) {
  origin_ = origin;
  limit_ = origin + view_.known().until;
  for (control::timed_command& c : agenda_) c.at = origin + (c.at - instant{});
  panel_.count_from(origin);
  panel_.schedule(std::move(agenda_));
}

void running_system::report_to(results& r) const {
  for (const control::given_command& c : panel_.record())
    r.commands.push_back({(origin_ + (c.at - instant{})).nanoseconds(), c.line, c.by,
                          c.refusal.empty() ? "done" : "refused", c.refusal});
}

control::operated_system running_system::operated() {
  control::operated_system all = machine_.operated();
  all.default_channel = view_.channel;
  all.stock = &stock_;
  all.consoles = &consoles_;
  all.settings = this;
  return all;
}

void running_system::set(const std::string& key, const std::string& value) {
  const scenario changed = view_.with_setting(key, value);
  machine_.adopt(view_.known(), changed, bus::kernel_now());
  limit_ = origin_ + changed.until;
}

}  // namespace trapline
