#include "platform/machine/model_installer.h"

#include "sim/configuration/config_error.h"

namespace trapline {

namespace {

std::vector<vmm::virtual_machine*> machines_of(std::deque<virtual_pc>& vms) {
  std::vector<vmm::virtual_machine*> all;
  for (virtual_pc& vm : vms) all.push_back(&vm.machine());
  return all;
}

}  // namespace

model_installer::model_installer(const parts& p, const image_settings& s, const policy_settings& rule)
    : vms_{p.vms},
      from_disk_{p.paths},
      from_network_{p.paths, {s.network_mbit * 1'000'000, s.network_delay}, p.interrupts.add()},
      installer_{p.os, p.room, p.clock, p.interrupts.add(), p.images, p.paths},
      policy_{installer_,         p.images, channel_named(s.channel),
              p.interrupts.add(), p.clock,  machines_of(p.vms)},
      rule_{rule} {
  p.room.subscribe(policy_);
  for (const image_collection::file& f : p.images.files())
    from_disk_.holds(*f.of, files_.emplace_back(p.file_system, f.first_sector, f.sectors));
  for (virtual_pc& vm : vms_) vm.machine().attended = vm.machine().models_move = true;
}

void model_installer::begin(instant at) {
  policy_.follow({rule_.automatic, rule_.window, rule_.budget, rule_.least, rule_.hysteresis_ppm}, at);
}

vmm::image_channel& model_installer::channel_named(const std::string& name) {
  for (vmm::image_channel* c :
       {static_cast<vmm::image_channel*>(&boot_), static_cast<vmm::image_channel*>(&from_disk_)})
    if (c->name() == name) return *c;
  return from_network_;
}

void model_installer::carry_out(const install_command& c, const std::string& asked_by) {
  vmm::virtual_machine& vm = vms_[c.vm].machine();
  if (vm.devices.find(c.device) == nullptr)
    throw config_error({}, "at.command",
                       "asks for \"" + c.device + "\", which VM \"" + vm.name() + "\" has not",
                       "give it one (vm.disk, vm.floppy), or leave the command out");
  installer_.ask({&vm, c.device, c.to, c.to ? &channel_named(c.channel) : nullptr, asked_by}, c.at);
}

}  // namespace trapline
