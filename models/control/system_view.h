/// What an operator knows of a computing system, against which a command is checked before it does anything:
/// a running one's, or what a scenario will make of one. A command that changes what is known says so here
/// too, so that a whole script can be checked before it begins.
#pragma once

#include <string>
#include <vector>

namespace trapline::control {

struct vm_view {
  std::string name;
  std::vector<std::string> devices;  ///< the device models that it has
  bool paused = false;
  bool off = false;
};

class system_view {
 public:
  virtual ~system_view() = default;

  /// @throws wrong_command unless there is a VM of that name.
  const vm_view& vm(const std::string& name) const;
  vm_view& vm(const std::string& name);
  std::vector<std::string> vm_names() const;
  bool has_vm(const std::string& name) const;

  /// @throws wrong_command unless the VM has the device, and a device could be in that place.
  void check_place(const std::string& vm, const std::string& device, const std::string& place) const;
  /// @throws wrong_command unless the VM has the device.
  void check_device(const std::string& vm, const std::string& device) const;

  std::string platform = "hybrid";    ///< "native", "hybrid", "hosted"
  std::vector<std::string> kinds;     ///< every device that a VM could have
  std::vector<std::string> places;    ///< where device models can be; the first is where they are by default
  std::vector<std::string> channels;  ///< by which images come
  std::string channel;                ///< that is taken unless another is named
  std::vector<vm_view> vms;           ///< the first is meant where no other is named
  std::vector<std::string> changeable;  ///< settings that may change while it runs

  bool has_monitor() const { return platform != "native"; }
  /// @throws wrong_command, with what is right instead, without a monitor.
  void check_monitor(const std::string& right) const;
  /// @throws wrong_command unless there is such a VM and it is switched on.
  void check_on(const std::string& vm) const;

  // What needs the scenario's own rules; as it stands, everything is right and nothing changes.
  /// @throws wrong_command if no such VM could be made.
  virtual void check_new_vm(const std::string& name, const std::vector<std::string>& settings) const;
  virtual void add_vm(const std::string& name, const std::vector<std::string>& settings);
  void remove_vm(const std::string& name);
  /// @throws wrong_command if there is no such setting, it takes no such value, or may not change now.
  virtual void check_setting(const std::string& key, const std::string& value) const;
  virtual void take_setting(const std::string& key, const std::string& value);
  /// @throws wrong_command if the run reads or writes that file for another purpose.
  virtual void check_output(const std::string& file) const;

 private:
  std::vector<std::string> gone_;  ///< names of VMs that there were
};

}  // namespace trapline::control
