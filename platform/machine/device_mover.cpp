#include "platform/machine/device_mover.h"

#include "sim/configuration/config_error.h"

namespace trapline {

device_mover::device_mover(const std::vector<placement_change>& changes, std::deque<virtual_pc>& vms,
                           bus::event_calendar& calendar)
    : alarm_{"device_mover", calendar} {
  for (const placement_change& c : changes) {
    vmm::virtual_machine& vm = vms[c.vm].machine();
    vmm::device_model* const model = vm.devices.find(c.device);
    if (model == nullptr)
      throw config_error({}, "at.command",
                         "asks for \"" + c.device + "\", which VM \"" + vm.name() + "\" has not",
                         "give it one (vm.disk, vm.nic, vm.sound), or leave the command out");
    vm.attended = vm.models_move = true;
    moves_.push_back({c.at, vm.devices, *model, vm.host(c.to)});
  }
  if (!moves_.empty()) alarm_.call_at(moves_.front().at, *this);
}

void device_mover::wake(instant at) {
  for (; next_ < moves_.size() && moves_[next_].at <= at; ++next_)
    moves_[next_].board.move(moves_[next_].model, moves_[next_].to, at);
  if (next_ < moves_.size()) alarm_.call_at(moves_[next_].at, *this);
}

}  // namespace trapline
