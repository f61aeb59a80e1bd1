#include "platform/configuration/scenario_loader.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "platform/configuration/file_name.h"
#include "platform/configuration/read_profiles.h"
#include "platform/configuration/scenario_parameters.h"
#include "sim/configuration/nearest.h"
#include "sim/configuration/quantity.h"

namespace trapline {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t memory_rounding = std::uint64_t{256} << 20;

fs::path scenario_file(const std::string& name, const data_files& data) {
  if (is_path(name)) return name;
  return data.find("scenarios", name, "scenario");
}

fs::path profile_file(const resolved_setting& setting, const data_files& data) {
  if (!is_path(setting.text)) return data.find("profiles", setting.text, "profile");
  return beside_its_source(setting, setting.text);
}

cost_profile load_profile(const resolved_setting& setting, setting_reader& in, const data_files& data) {
  try {
    const fs::path file = profile_file(setting, data);
    read_profiles::entry read = data.profiles().get(file, data);
    for (const read_profile_file& f : read.files) in.opened(f.what, f.path);
    return std::move(read.profile);
  } catch (const config_error& wrong) {
    if (!wrong.where().file.empty()) throw;
    setting.fail("there is no profile \"" + setting.text + "\"",
                 suggestion(setting.text, data.names_of("profiles")));
  }
}

void load_service_os(scenario& s, setting_reader& in) {
  const resolved_setting load = in.read("service_os.background");
  s.service_os.background_ppm = static_cast<std::uint32_t>(load.number);
  const resolved_setting kind = in.read("service_os.background_kind");
  s.service_os.background =
      load.number == 0 ? background_kind::none : static_cast<background_kind>(kind.number);
  if (load.number > 0 && s.service_os.background == background_kind::none)
    kind.fail("is \"none\", but service_os.background is " + load.text,
              "\"poisson\" or \"on_off\" is needed");
  const resolved_setting processor = in.read("service_os.processor");
  s.service_os.processor = static_cast<service_processor>(processor.number);
  if (s.service_os.processor == service_processor::own && s.kind == platform_kind::hybrid && s.processors < 2)
    processor.fail("is \"own\", but there is one processor", "platform.processors = 2 or more is needed");
  load_sharing(s, in);
}

/// Results have what these do beside the virtual machines' accesses, under their names.
constexpr std::array<std::string_view, 2> taken_names{machine_name, "service_os"};

/// The names of all VMs, each with the name of the one it is a copy of.
std::vector<std::vector<std::string>> vm_names(const configuration& from, const resolved_setting& copies,
                                               const std::vector<added_vm>& added, const std::string& file) {
  const std::vector<std::string> declared = from.names_in("vm");
  if (declared.empty())
    throw config_error{{file}, "vm", "there is no VM", "a [[vm]] table with a name and a guest is needed"};
  std::vector<std::vector<std::string>> all{{declared.front()}};
  for (std::uint64_t i = 2; i <= copies.number; ++i)
    all.push_back({declared.front() + "-" + std::to_string(i), declared.front()});
  for (std::size_t i = 1; i < declared.size(); ++i) all.push_back({declared[i]});
  for (const added_vm& a : added)
    all.push_back(a.like.empty() ? std::vector{a.name} : std::vector{a.name, a.like});
  if (all.size() > most_vms)
    copies.fail("makes " + std::to_string(all.size()) + " VMs", std::to_string(most_vms) + " are the most");
  std::vector<std::string> names;
  for (const auto& one : all) names.push_back(one.front());
  std::ranges::sort(names);
  if (const auto twice = std::ranges::adjacent_find(names); twice != names.end())
    copies.fail("makes a copy named \"" + *twice + "\", which there is already", "rename that VM");
  for (const std::string_view taken : taken_names)
    if (std::ranges::binary_search(names, taken))
      throw config_error{{file},
                         "vm",
                         "a VM is named \"" + std::string{taken} + "\"",
                         "results have the accesses of something else under that name: rename the VM"};
  from.check_names("vm", names);
  return all;
}

void load_vms(scenario& s, setting_reader& in, const resolved_setting& kind, const scenario_request& request,
              const std::string& file, const data_files& data) {
  const resolved_setting copies = in.read("vms");
  for (const std::vector<std::string>& names : vm_names(in.source(), copies, request.more_vms, file)) {
    s.vms.push_back(load_vm(in, names, kind, data));
    refuse_unmodelled(s.vms.back(), names, in, s.kind);
    load_sharing(s.vms.back(), names, s, in);
  }
  if (s.kind == platform_kind::native && s.vms.size() > 1)
    kind.fail("is \"native\", but there are " + std::to_string(s.vms.size()) + " VMs",
              "without a monitor there is one guest");
}

void load_memory(scenario& s, setting_reader& in) {
  const resolved_setting memory = in.look("platform.memory");
  std::uint64_t needed = s.kind == platform_kind::native ? 0 : monitor_memory_bytes;
  for (const vm_settings& vm : s.vms) needed += vm.memory_bytes;
  if (memory.given() && memory.number < needed)
    memory.fail("is " + size_text(memory.number),
                "the VMs" + std::string{s.kind == platform_kind::native ? "" : " and the monitor"} +
                    " need " + size_text(needed));
  s.memory_bytes =
      memory.given() ? memory.number : (needed + memory_rounding - 1) / memory_rounding * memory_rounding;
  in.record("platform.memory", size_text(s.memory_bytes), size_text(s.memory_bytes), memory.origin.text());
}

void load_clock(scenario& s, setting_reader& in) { s.rtc = parse_calendar(in.read("platform.rtc")); }

void load_limit(scenario& s, setting_reader& in) {
  const resolved_setting until = in.look("until");
  s.until = duration::ps(until.number);
  if (!until.given())
    for (const vm_settings& vm : s.vms) s.until = std::max(s.until, vm.guest.limit);
  in.record("until", text_of(s.until), text_of(s.until), until.given() ? until.origin.text() : "the guests");
}

}  // namespace

resolved_setting setting_reader::read(const std::string& key, std::span<const std::string> names) {
  resolved_setting found = from_.get(key, names);
  record(found.key, found.value(), found.text, found.origin.text());
  return found;
}

resolved_setting setting_reader::read_if_given(const std::string& key, std::span<const std::string> names) {
  resolved_setting found = look(key, names);
  if (found.given()) record(found.key, found.value(), found.text, found.origin.text());
  return found;
}

void setting_reader::record(const std::string& key, const setting_value& value, const std::string& shown,
                            const std::string& origin) {
  into_.what.resolved.emplace_back(key, value);
  into_.settings.push_back({key, shown, origin});
}

namespace {

/// @param with_commands whether what the [[at]] entries say counts; what it needs is there in any case.
loaded_scenario load(const scenario_request& request, const data_files& data, bool with_commands) {
  configuration from{scenario_parameters()};
  const fs::path file = scenario_file(request.scenario, data);
  from.add_file(file);
  if (request.environment != nullptr) from.add_environment(request.environment);
  for (const std::string& assignment : request.assignments) from.add_assignment(assignment);
  for (const option_value& o : request.options) from.add_option(o.option, o.key, o.value);

  loaded_scenario loaded;
  scenario& s = loaded.what;
  setting_reader in{from, loaded};
  in.opened("the scenario", file);
  const resolved_setting name = in.look("name");
  s.name = name.given() ? name.text : file.stem().string();
  in.record("name", s.name, s.name, name.given() ? name.origin.text() : "file name");

  const resolved_setting kind = in.read("platform.kind");
  s.kind = static_cast<platform_kind>(kind.number);
  const resolved_setting processors = in.read("platform.processors");
  s.processors = static_cast<std::uint32_t>(processors.number);
  if (s.kind == platform_kind::native) s.floppy_turns = in.read("platform.floppy_mechanics").number == 0;
  const resolved_setting profile = in.look("platform.profile");
  s.profile = load_profile(profile, in, data);
  in.record("platform.profile", s.profile.name(), profile.text, profile.origin.text());
  s.costs_spread = static_cast<spread>(in.read("costs.spread").number);
  const resolved_setting memory = in.read("processor.memory_model");
  s.memory = static_cast<memory_model>(memory.number);
  if (s.memory == memory_model::detailed && !s.profile.memory())
    memory.fail("is \"detailed\", but the profile " + s.profile.name() + " has no [memory]",
                "use \"fast\", or give it one");
  load_service_os(s, in);
  s.host_context = static_cast<vmm_context>(in.read("host.context").number);
  s.scheduler.policy = in.read("scheduler.policy").text;
  s.scheduler.slice = duration::ps(in.read("scheduler.slice").number);
  s.quantum = duration::ps(in.read("quantum").number);
  s.seed = in.read("seed").number;
  load_clock(s, in);
  load_vms(s, in, kind, request, file.string(), data);
  load_network(s, in);
  load_images(s, in);
  load_policy(s, in);
  prepare_for_commands(s, in);
  refuse_unmodelled(s, in);
  load_memory(s, in);
  load_firmware(s, in, data);
  load_limit(s, in);
  s.source = std::make_shared<const scenario_source>(scenario_source{request, data, loaded.inputs});
  if (with_commands) s.commands = load_commands(s, in);
  return loaded;
}

}  // namespace

loaded_scenario load_scenario(const scenario_request& request, const data_files& data) {
  return load(request, data, true);
}

loaded_scenario load_scenario_settings(const scenario_request& request, const data_files& data) {
  return load(request, data, false);
}

}  // namespace trapline
