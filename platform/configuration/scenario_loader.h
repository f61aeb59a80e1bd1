/// From a scenario's name, the environment and the command line to a checked scenario.
#pragma once

#include <string>
#include <vector>

#include "platform/configuration/data_files.h"
#include "platform/configuration/scenario.h"
#include "sim/configuration/configuration.h"

namespace trapline {

/// A key's value from an option of its own: "--seed".
struct option_value {
  std::string option, key, value;
};

/// A VM besides those of the file. @param like whose settings it has where it has none of its own; may be empty.
struct added_vm {
  std::string name, like;
};

struct scenario_request {
  std::string scenario;                  ///< a TOML file, or the name of a shipped one
  std::vector<std::string> assignments;  ///< "KEY=VALUE"
  std::vector<option_value> options;
  const char* const* environment = nullptr;  ///< ends with a null; may be null
  std::vector<added_vm> more_vms = {};
};

/// A value as `trapline show` prints it.
struct shown_setting {
  std::string key, value, origin;
};

/// A file that the simulation reads, or that devices of its guests write.
struct input_file {
  std::string what;  ///< "the scenario", "vm.a.disk"
  std::filesystem::path path;
  bool written = false;  ///< the guest may write to it
};

struct scenario_source {
  scenario_request request;
  data_files data;
  std::vector<input_file> inputs;
};

struct loaded_scenario {
  scenario what;
  std::vector<shown_setting> settings;
  std::vector<input_file> inputs;
  /// What was given and does not count, for the user to know.
  std::vector<std::string> notes;
};

/// @throws config_error for anything that is wrong: nothing has been started or written then.
loaded_scenario load_scenario(const scenario_request& request, const data_files& data);

/// The same without the scenario's commands.
loaded_scenario load_scenario_settings(const scenario_request& request, const data_files& data);

/// Looks values up and remembers what came out, for results and for `show`.
class setting_reader {
 public:
  setting_reader(const configuration& from, loaded_scenario& into) : from_{from}, into_{into} {}

  resolved_setting read(const std::string& key, std::span<const std::string> names = {});
  /// Without recording it: for keys whose value stands in the results in another form.
  resolved_setting look(const std::string& key, std::span<const std::string> names = {}) const {
    return from_.get(key, names);
  }
  /// Results name the key only where it is set: without it nothing is different.
  resolved_setting read_if_given(const std::string& key, std::span<const std::string> names);
  void record(const std::string& key, const setting_value& value, const std::string& shown,
              const std::string& origin);
  void opened(std::string what, std::filesystem::path path, bool written = false) {
    into_.inputs.push_back({std::move(what), std::move(path), written});
  }
  void note(std::string text) { into_.notes.push_back(std::move(text)); }
  const configuration& source() const { return from_; }

 private:
  const configuration& from_;
  loaded_scenario& into_;
};

/// @throws config_error for what is no port and no device, and for what the platform has not.
vmm::unawaited_writes load_unawaited(setting_reader& in, std::span<const std::string> names,
                                     platform_kind kind);
/// What sleeping is to the VM's thread, if that was asked for. @throws config_error for what the platform has not
std::optional<vmm::halt_poll_settings> load_halt_poll(setting_reader& in, std::span<const std::string> names,
                                                      platform_kind kind);

/// @throws config_error for what is no date and time
calendar_time parse_calendar(const resolved_setting&);
/// Reads one VM. `names` are its name and, for a copy, its original's. @throws config_error
vm_settings load_vm(setting_reader& in, std::span<const std::string> names, const resolved_setting& kind,
                    const data_files& data);
/// Which processors the service OS may use, and its weight. @throws config_error
void load_sharing(scenario& s, setting_reader& in);
/// The same for a VM, after the service OS. @throws config_error
void load_sharing(vm_settings& vm, std::span<const std::string> names, const scenario& s, setting_reader& in);
/// What is typed at the VM's keyboard, in order of time. @throws config_error
std::vector<input_event> load_input(setting_reader& in, std::span<const std::string> names);
/// Which cards the VM has. @throws config_error
cards load_cards(setting_reader& in, std::span<const std::string> names);
/// What is on the machine's cable, after the VMs; the VMs' cards get their addresses. @throws config_error
void load_network(scenario& s, setting_reader& in);
/// Which place answers for each device of the VM, after its cards. @throws config_error
void load_places(vm_settings& vm, setting_reader& in, std::span<const std::string> names,
                 const resolved_setting& kind, const data_files& data);
/// The file that a key names. @throws config_error if it is none that can be read
guest_file checked_file(const resolved_setting&);
/// SeaBIOS with its option ROM, for a machine that is not said what to start from. @throws config_error, for a
/// file that is not there too unless it may be missing
guest_description default_firmware(const data_files&, bool files_may_be_missing = false);
/// What results call the machine where they have VMs: what its firmware does is on no VM's account.
inline constexpr const char* machine_name = "machine";
/// The machine's own firmware, after the machine's memory. @throws config_error
void load_firmware(scenario& s, setting_reader& in, const data_files& data);
/// The guest with the scenario's own files. @throws config_error
guest_description load_vm_guest(setting_reader& in, std::span<const std::string> names,
                                const data_files& data);

/// What the [[at]] entries say to the control panel, when all else is known. @throws config_error
std::vector<scenario_command> load_commands(const scenario& s, setting_reader& in);
/// What they need to be there from power-on on: images to install. @throws config_error
void prepare_for_commands(scenario& s, setting_reader& in);
/// Devices of the user's own, and images that are installed for others; before the VM's places. @throws config_error
void load_own_devices(vm_settings& vm, setting_reader& in, std::span<const std::string> names,
                      platform_kind kind, const data_files& data);
/// What the monitor decides by itself, after the images. @throws config_error
void load_policy(scenario& s, setting_reader& in);
/// How images of device models come. @throws config_error
void load_images(scenario& s, setting_reader& in);

/// What no part of the simulator models yet. @throws config_error naming what does work
void refuse_unmodelled(const scenario& s, const setting_reader& in);
void refuse_unmodelled(const vm_settings& vm, std::span<const std::string> names, const setting_reader& in,
                       platform_kind kind);

}  // namespace trapline
