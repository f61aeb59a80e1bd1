#include "platform/command_line/run_outputs.h"

#include <algorithm>

#include "platform/command_line/guest_report.h"
#include "platform/pages/base64.h"
#include "platform/pages/html_page.h"
#include "platform/panel/panel_script.h"
#include "platform/recordings/gzip.h"
#include "platform/recordings/png_file.h"
#include "sim/report/report.h"
#include "sim/results/results_csv.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

std::string page_of(const results& r, const nlohmann::ordered_json& shares, const std::string& title,
                    const std::string& name, const cost_profile& profile) {
  auto data = to_json(r, json_detail::distributions);
  data["over_time"] = shares;
  auto& screens = data["screens"] = nlohmann::ordered_json::array();
  for (const vm_result& vm : r.vms)
    if (std::ranges::any_of(vm.screen.rgb, [](std::uint8_t light) { return light != 0; }))
      screens.push_back({{"vm", vm.name}, {"png", pages::base64_of(png_of(vm.screen))}});
  return pages::html_page({title, std::move(data), {name}, {&profile}, text_report(r)});
}

}  // namespace

run_outputs::run_outputs(const command_options& options, const loaded_scenario& loaded)
    : loaded_{loaded}, files_{loaded.inputs}, recordings_{options, loaded.what} {
  if (options.console) files_.take("--console", "-");
  if (options.panel) files_.take("--panel", "-");
  whole_.add("--json", options.json, [this] { return text_of(to_json(*found_)); });
  whole_.add("--csv", options.csv, [this] { return csv_header() + to_csv(*found_); });
  const std::string name = options.request.scenario, title = "Trapline: " + name;
  whole_.add("--html", options.html, [this, title, name] {
    return page_of(*found_, recordings_.shares_of(*found_), title, name, loaded_.what.profile);
  });
  whole_.add("--markdown", options.markdown,
             [this, title] { return markdown_of(report_of(*found_), title); });
  whole_.add("--latex", options.latex, [this, title] { return latex_of(report_of(*found_), title); });
  const std::vector<std::string> screens = paths_for_each_vm(options.screen);
  for (std::size_t vm = 0; vm < screens.size(); ++vm)
    whole_.add("--screen", screens[vm], [this, vm] { return png_of(found_->vms.at(vm).screen); });
  const std::vector<std::string> sounds = paths_for_each_vm(options.wav);
  for (std::size_t vm = 0; vm < sounds.size(); ++vm)
    whole_.add("--wav", sounds[vm], [this, vm] { return recordings_.sound_of(vm, *found_); });
  add_network(options);
  whole_.add("--timeline", options.timeline,
             [this, packed = options.timeline && is_gzip_name(*options.timeline)] {
               const std::string whole = recordings_.timeline_of(*found_);
               return packed ? gzip(whole) : whole;
             });
  whole_.add("--vcd", options.vcd, [this] { return recordings_.signals(); });
  serials_ = follow("--serial", options.serial);
  logs_ = follow("--log", options.log);
  if (options.panel_record)
    panel_record_ =
        std::make_unique<live_file>("--panel-record", files_.take("--panel-record", *options.panel_record));
}

void run_outputs::add_network(const command_options& options) {
  if (!options.pcap) return;
  if (!loaded_.what.has_network())
    throw config_error{{"command line"},
                       "--pcap",
                       "asks for a network's frames, and no machine has a network card",
                       "give one a card (--set vm.nic=ne2000), or leave it out"};
  whole_.add("--pcap", options.pcap, [this] { return recordings_.frames(); });
  if (*options.pcap == "-" || loaded_.what.kind == platform_kind::native) return;
  for (std::size_t vm = 0; vm < loaded_.what.vms.size(); ++vm)
    if (loaded_.what.vms[vm].with.network)
      whole_.add("--pcap", *options.pcap + "." + loaded_.what.vms[vm].name,
                 [this, vm] { return recordings_.frames_of(vm); });
}

std::vector<std::string> run_outputs::paths_for_each_vm(const std::optional<std::string>& path) const {
  std::vector<std::string> paths;
  if (!path) return paths;
  for (const vm_settings& vm : loaded_.what.vms) {
    if (!paths.empty() && *path == "-") break;
    paths.push_back(paths.empty() ? *path : *path + "." + vm.name);
  }
  return paths;
}

std::vector<std::unique_ptr<live_file>> run_outputs::follow(const std::string& option,
                                                            const std::optional<std::string>& path) {
  std::vector<std::unique_ptr<live_file>> files;
  for (const std::string& one : paths_for_each_vm(path))
    files.push_back(std::make_unique<live_file>(option, files_.take(option, one)));
  return files;
}

void run_outputs::listen(run_control& control) {
  control.listener = this;
  control.heard = [this](const control::given_command& c) {
    session_.push_back(c);
    // What the scenario says it says again when the record is replayed.
    if (panel_record_ == nullptr || c.by == "scenario") return;
    for (const char each : script_line(c.at, c.line)) panel_record_->put(each);
    panel_record_->flush();
  };
  recordings_.listen(control);
}

void run_outputs::run_begins() {
  for (auto* files : {&serials_, &logs_})
    for (const auto& file : *files) file->begin();
  if (panel_record_) panel_record_->begin();
}

void run_outputs::wrote(std::size_t vm, guest_text what, char c) {
  auto& files = followers(what);
  if (vm < files.size()) files[vm]->put(c);
}

void run_outputs::keep_up() {
  for (auto* files : {&serials_, &logs_})
    for (const auto& file : *files) file->flush();
}

bool run_outputs::finish(const results& r) {
  found_ = &r;
  bool all = true;
  for (auto* files : {&serials_, &logs_})
    for (const auto& file : *files) all = could_write([&] { file->finish(); }) && all;
  if (panel_record_) all = could_write([&] { panel_record_->finish(); }) && all;
  return whole_.finish([&] { return panel_report(session_) + guest_report(r) + text_report(r); }) && all;
}

}  // namespace trapline
