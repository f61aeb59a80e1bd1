// trapline list: what there is to choose from.
#include <functional>
#include <iostream>
#include <map>

#include "platform/command_line/command_line.h"
#include "platform/command_line/list_paths.h"
#include "platform/configuration/environment_variables.h"
#include "platform/configuration/guest_catalogue.h"
#include "platform/configuration/placement.h"
#include "platform/configuration/profile_files.h"
#include "platform/configuration/scenario_parameters.h"
#include "platform/devices/device_kind.h"
#include "platform/exploration/sweep_file.h"
#include "platform/images/image_manifest.h"
#include "sim/configuration/nearest.h"
#include "sim/configuration/toml_reader.h"
#include "sim/report/text_table.h"

namespace trapline {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

std::string hex(std::uint16_t port) {
  char text[8];
  std::snprintf(text, sizeof text, "%Xh", static_cast<unsigned>(port));
  return text;
}

std::string list_guests(const data_files& data) {
  text_table t{{"GUEST", "LOAD", "FILES", "DESCRIPTION"}};
  for (const std::string& name : data.guest_names()) {
    const auto toml = data.find_guest(name);
    const auto folders = data.guest_folders(toml);
    const guest_description guest = load_guest(toml, folders, true);
    bool there = true;
    try {
      load_guest(toml, folders);
    } catch (const config_error&) {
      there = false;
    }
    t.row({name, std::string{name_of(*guest.load)}, there ? "there" : "missing", guest.description});
  }
  return t.text();
}

std::string list_platforms(const data_files&) {
  const std::map<platform_kind, std::string> descriptions{
      {platform_kind::native, "no monitor: the guest on the bare machine"},
      {platform_kind::hybrid, "a hypervisor and a service OS (figure 1)"},
      {platform_kind::hosted, "a monitor in a host operating system (figure 5)"}};
  text_table t{{"PLATFORM", "PLACES", "DESCRIPTION"}};
  for (const auto& [kind, description] : descriptions) {
    std::vector<std::string> places;
    for (const place p : places_of(kind)) places.emplace_back(name_of(p));
    t.row({std::string{name_of(kind)}, joined(places), description});
  }
  return t.text();
}

std::string list_profiles(const data_files& data) {
  text_table t{{"PROFILE", ">GHz", "DESCRIPTION"}};
  for (const std::string& name : data.names_of("profiles")) {
    const cost_profile p = profile_named(name, data);
    t.row({name, fixed(static_cast<double>(p.clock_hz()) / 1e9, 2), p.description()});
  }
  return t.text();
}

std::string list_placements(const data_files& data) {
  text_table t{{"PLACEMENT", "PLATFORM", "DATE", "DESCRIPTION"}};
  for (const std::string& name : data.names_of("placements")) {
    const placement_preset p = load_placement(data.find("placements", name, "placement"));
    t.row({name, std::string{name_of(p.kind)}, p.date, p.description + " (" + p.source + ")"});
  }
  return t.text();
}

std::string list_scenarios(const data_files& data) {
  text_table t{{"SCENARIO", "DESCRIPTION"}};
  for (const std::string& name : data.names_of("scenarios")) {
    const auto path = data.find("scenarios", name, "scenario");
    const toml::table parsed = parse_toml_file(path);
    t.row({name, table_reader{parsed, path.string()}.text_if("description").value_or("")});
  }
  return t.text();
}

std::string list_sweeps(const data_files& data) {
  text_table t{{"SWEEP", "SCENARIO", ">POINTS", "DESCRIPTION"}};
  for (const std::string& name : data.names_of("sweeps")) {
    const exploration::sweep s = exploration::load_sweep(data.find("sweeps", name, "sweep"));
    t.row({name, s.scenario, grouped(s.points.size()), s.description});
  }
  return t.text();
}

std::string list_devices(const data_files& data) {
  text_table t{{"DEVICE", "PORTS", "DESCRIPTION"}};
  for (const device_kind& d : device_kinds()) {
    std::vector<std::string> ports;
    for (const devices::port_window& w : ports_of(d)) {
      const auto last = static_cast<std::uint16_t>(w.first_port + w.count - 1);
      ports.push_back(w.count == 1 ? hex(last) : hex(w.first_port) + "-" + hex(last));
    }
    t.row({std::string{d.name}, joined(ports), std::string{d.description}});
  }
  for (const std::string& name : data.names_of("devices")) {
    const image_manifest m = load_manifest(data.find("devices", name, "device"));
    t.row({name, joined(m.ports),
           "an image, version " + m.version + ": vm.device." + m.name + " = \"" + name + "\""});
  }
  return t.text();
}

std::string list_costs(const data_files& data) {
  std::string all;
  for (const std::string& name : data.names_of("profiles")) {
    const cost_profile p = profile_named(name, data);
    text_table t{{"STEP", ">CYCLES", "SPREAD", "TAG", "SOURCE"}};
    for (std::size_t i = 0; i < step_count; ++i) {
      const auto s = static_cast<step>(i);
      const step_cost& cost = p.of(s);
      t.row({std::string{name_of(s)}, grouped(cost.mean.count()), std::string{describe(cost.spread).name},
             std::string(1, static_cast<char>(cost.tag)), cost.source});
    }
    all += (all.empty() ? "" : "\n") + name + ", " + p.description() + "\n" + t.text();
  }
  return all +
         "\nTags: P published, D derived from published figures, E estimate, M from memory.\n"
         "Spreads: fixed none; hardware and software lognormal with sigma 0.04 and 0.2; scheduler 0.25,\n"
         "and one in a hundred takes 5 to 20 times as long.\n";
}

std::string list_paths(const data_files& data) {
  std::vector<cost_profile> profiles;
  for (const std::string& name : data.names_of("profiles")) profiles.push_back(profile_named(name, data));
  return paths_in_words(profiles);
}

std::string list_parameters(const data_files&) {
  text_table t{{"KEY", "DEFAULT", "VALUES", "DESCRIPTION"}};
  for (const parameter& p : scenario_parameters()) t.row({p.key, p.fallback, p.range(), p.description});
  return t.text() + "A * stands for a name; without it and its dot a key is for every one: vm.memory.\n";
}

std::string list_variables(const data_files&) {
  text_table t{{"VARIABLE", "VALUES", "DESCRIPTION"}};
  for (const environment_variable& v : environment_variables)
    t.row({std::string{v.name}, std::string{v.values}, std::string{v.description}});
  return t.text();
}

}  // namespace

int list_command(const std::vector<std::string>& arguments, const data_files& data) {
  const std::map<std::string, std::function<std::string(const data_files&)>> lists{
      {"guests", list_guests},         {"platforms", list_platforms}, {"profiles", list_profiles},
      {"placements", list_placements}, {"scenarios", list_scenarios}, {"sweeps", list_sweeps},
      {"devices", list_devices},       {"costs", list_costs},         {"paths", list_paths},
      {"parameters", list_parameters}, {"variables", list_variables}};
  std::vector<std::string> names;
  for (const auto& [name, list] : lists) names.push_back(name);
  if (arguments.size() != 1)
    throw config_error{{"command line"}, "list", "one thing at a time", suggestion("", names)};
  const auto found = lists.find(arguments.front());
  if (arguments.front() == "--help") {
    std::cout << "trapline list WHAT\n\nWHAT is one of " << joined(names) << ".\n";
    return guest_ended_well;
  }
  if (found == lists.end())
    throw config_error{{"command line"},
                       "\"" + arguments.front() + "\"",
                       "there is no such list",
                       suggestion(arguments.front(), names)};
  std::cout << found->second(data) << std::flush;
  return guest_ended_well;
}

}  // namespace trapline
