#include "platform/live_vms.h"

#include <algorithm>

#include "models/bus/time_bridge.h"
#include "models/control/wrong_command.h"
#include "models/devices/storage/image_error.h"
#include "models/devices/storage/removable_drive.h"
#include "models/vmm/exits/monitor.h"
#include "platform/monitored_platform.h"
#include "sim/configuration/config_error.h"
#include "sim/configuration/quantity.h"

namespace trapline {

namespace {

/// What is wrong with files is wrong with the command.
template <typename Call>
decltype(auto) with_files(Call call) try {
  return call();
} catch (const devices::image_error& e) {
  throw control::wrong_command{e.what(), ""};
} catch (const loaders::load_error& e) {
  throw control::wrong_command{e.what(), ""};
} catch (const config_error& e) {
  throw control::wrong_command{e.what(), ""};
}

}  // namespace

virtual_pc& live_vms::live(const std::string& vm) {
  virtual_pc& pc =
      *std::ranges::find(platform_.guests_, vm, [](const virtual_pc& g) { return g.settings().name; });
  if (pc.ended())
    throw control::wrong_command{"VM \"" + vm + "\" has ended (" + pc.end_reason() + ")",
                                 "`create` makes another one"};
  return pc;
}

void live_vms::create(const std::string& vm, const std::vector<std::string>& settings) {
  const vm_settings wanted = load_(vm, settings);
  if (!platform_.memory_.has(wanted.memory_bytes))
    throw control::wrong_command{"the machine has " + size_text(platform_.memory_.free_bytes()) +
                                     " left, not the " + size_text(wanted.memory_bytes) + " of VM \"" + vm +
                                     "\"",
                                 "less memory, or `destroy` another one"};
  if (wanted.guest.disk && platform_.store_ == nullptr)
    throw control::wrong_command{"the machine has no disk for VM \"" + vm + "\" to have a part of",
                                 "another VM has to have one at power-on"};
  if (wanted.with.network && !platform_.bridge_)
    throw control::wrong_command{"the machine has no network for VM \"" + vm + "\" to be on",
                                 "another VM has to have a card at power-on"};
  vm_settings& kept = made_.emplace_back(wanted);
  loaded_guest* guest = nullptr;
  try {
    guest = &with_files([&]() -> loaded_guest& { return platform_.files_->emplace_back(kept); });
  } catch (const control::wrong_command&) {
    made_.pop_back();
    throw;
  }
  if (guest->disk() != nullptr) platform_.store_->add(*guest->disk());
  virtual_pc& pc = platform_.add_guest(*guest);
  platform_.let_begin({&pc});
  platform_.typist_.start();
  if (!kept.input.empty()) platform_.devices_interrupt();
  if (platform_.listener_ != nullptr) pc.tell(*platform_.listener_, platform_.guests_.size() - 1);
}

void live_vms::destroy(const std::string& vm) {
  virtual_pc& pc = live(vm);
  platform_.monitor().hold(pc.domain());
  std::erase(paused_, vm);
  platform_.memory_.give_back(pc.ram(), [&pc] { return pc.running(); });
  pc.destroy();
}

void live_vms::pause(const std::string& vm) {
  virtual_pc& pc = live(vm);
  paused_.push_back(vm);
  platform_.monitor().hold(pc.domain());
}

void live_vms::go_on(const std::string& vm) {
  virtual_pc& pc = live(vm);
  std::erase(paused_, vm);
  let_go(pc);
}

void live_vms::let_go(virtual_pc& pc) {
  if (pc.is_off() || std::ranges::find(paused_, pc.settings().name) != paused_.end()) return;
  platform_.monitor().let_go(pc.domain(), bus::kernel_now());
}

void live_vms::reset(const std::string& vm) {
  virtual_pc& pc = live(vm);
  pc.domain().reset_from_outside();
  platform_.monitor().stir(pc.domain(), bus::kernel_now());
}

void live_vms::power_off(const std::string& vm) {
  virtual_pc& pc = live(vm);
  platform_.monitor().hold(pc.domain());
  pc.power_off();
}

void live_vms::power_on(const std::string& vm) {
  virtual_pc& pc = live(vm);
  pc.power_on();
  platform_.monitor().stir(pc.domain(), bus::kernel_now());
  let_go(pc);
}

void live_vms::change_disk(const std::string& vm, const std::string& file) {
  virtual_pc& pc = live(vm);
  devices::disk_image& image =
      with_files([&]() -> devices::disk_image& { return pc.guest().change_disk(file); });
  platform_.store_->add(image);
  pc.change_disk(platform_.range_of(image));
}

void live_vms::insert_floppy(const std::string& vm, const std::string& file) {
  virtual_pc& pc = live(vm);
  devices::removable_drive& drive = *pc.machine().devices.role<devices::removable_drive>().first;
  with_files([&] {
    const devices::disk_image probe{file, devices::image_access::read_only, devices::image_kind::floppy};
    if (!drive.takes(probe.sectors()))
      throw control::wrong_command{"\"" + file + "\" does not go into the drive of VM \"" + vm + "\"",
                                   "a VM has the drive of the floppy that it has at power-on (vm.floppy)"};
  });
  const instant now = bus::kernel_now();
  if (pc.guest().floppy() != nullptr) pc.eject_floppy(now);
  devices::disk_image& image =
      with_files([&]() -> devices::disk_image& { return pc.guest().change_floppy(file); });
  pc.insert_floppy(platform_.floppies_.emplace_back(*platform_.os_, image), now);
}

void live_vms::eject_floppy(const std::string& vm) {
  virtual_pc& pc = live(vm);
  if (pc.guest().floppy() == nullptr)
    throw control::wrong_command{"the drive of VM \"" + vm + "\" is empty", "`floppy insert FILE` fills it"};
  pc.eject_floppy(bus::kernel_now());
  pc.guest().eject_floppy();
}

}  // namespace trapline
