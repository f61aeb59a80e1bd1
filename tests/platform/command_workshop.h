/// A folder to call the command line in, with a guest of its own, and simulators that answer at once.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "models/costs/profile_summary.h"
#include "platform/command_line/command_line.h"
#include "tests/platform/captured_process.h"
#include "tests/support/temporary_folder.h"

namespace trapline::testing {

/// As if the VM sent it, heard by whoever follows.
inline void say(run_control& control, std::size_t vm, guest_text what, const std::string& text) {
  if (control.listener == nullptr) return;
  for (const char c : text) control.listener->wrote(vm, what, c);
}

/// Ends well; device accesses cost more in the service OS than elsewhere.
inline results quick(const scenario& s, run_control& control) {
  results r;
  r.version = "test";
  r.scenario = s.resolved;
  r.profile = summary_of(s.profile);
  r.end = control.stop ? "interrupted" : "guest_exit";
  r.time_ns = s.seed;
  run_statistics run{all_steps};
  if (control.listener != nullptr) control.listener->run_begins();
  for (const vm_settings& vm : s.vms) {
    vm_result one;
    one.name = vm.name;
    one.guest = vm.guest.name;
    one.end_reason = "exit";
    one.ended_well = true;
    one.screen = picture{1, 1};
    one.serial_text = "serial of " + vm.name + "\n";
    say(control, r.vms.size(), guest_text::serial, one.serial_text);
    say(control, r.vms.size(), guest_text::log, "log of " + vm.name + "\n");
    for (const auto& [device, where] : vm.places) one.placement.emplace_back(device, name_of(where));
    r.vms.push_back(one);
    access_record access;
    access.add(202, step::hardware_exit, cycles{vm.places.at("pit") == place::service_os ? 44'935u : 8'135u});
    run.path({vm.name, std::string{name_of(vm.places.at("pit"))}, "pit", direction::in})
        .accesses.fold(access);
  }
  r.take(run);
  return r;
}

struct workshop {
  workshop() {
    folder.file("guests/g/guest.toml",
                "name = \"g\"\ndescription = \"d\"\nload = \"rom\"\n[files]\nrom = \"g.rom\"\n"
                "[ends]\nhow = \"exit_port\"\nlimit = \"3 s\"\n");
    folder.file("guests/g/g.rom", "x");
    scenario_file = folder.file("s.toml", "[[vm]]\nname = \"a\"\nguest = \"g\"\n").string();
    ::setenv("TRAPLINE_DATA", (folder.path().string() + ":" TRAPLINE_SOURCE_DIR).c_str(), 1);
  }
  ~workshop() { ::unsetenv("TRAPLINE_DATA"); }

  captured trapline(const std::vector<std::string>& arguments, const simulator& simulate = quick) const {
    return in_process([&] { return command_line(arguments, simulate); });
  }
  std::string content(const std::string& name) const { return content_of(folder.path() / name); }
  std::size_t files() const {
    const std::filesystem::directory_iterator all{folder.path()};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  temporary_folder folder;
  std::string scenario_file;
};

template <class Error>
simulator failing(const std::string& message) {
  return [=](const scenario&, run_control&) -> results { throw Error{message}; };
}

}  // namespace trapline::testing
