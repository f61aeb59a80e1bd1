#include "platform/devices/device_ties.h"

#include <algorithm>

#include "models/devices/interrupts/interrupt_controller.h"
#include "platform/devices/device_kind.h"
#include "platform/devices/unplugged.h"

namespace trapline {

namespace {

/// Whether the other devices' interrupt lines end at it: the processor's own controller stands behind that.
bool takes_interrupts(const vmm::device_parts& parts) {
  return std::ranges::any_of(parts.chips(), [](const vmm::device_parts::chip& c) {
    return dynamic_cast<devices::interrupt_controller*>(c.it) != nullptr &&
           dynamic_cast<devices::local_interrupt_controller*>(c.it) == nullptr;
  });
}

}  // namespace

device_ties ties_between(const cards& with) {
  unplugged nowhere{with};
  device_ties ties;
  std::map<unsigned, std::string> supplied;
  std::map<std::string, unsigned> demanded;  ///< one channel of each
  for (const device_kind& kind : device_kinds()) {
    const auto parts = kind.make(nowhere.everything);
    if (parts == nullptr) continue;
    const std::string name{kind.name};
    if (takes_interrupts(*parts)) ties.interrupt_controller = name;
    for (const vmm::device_parts::dma_supply& s : parts->dma_supplies()) supplied[s.number] = name;
    for (const vmm::device_parts::dma_demand& d : parts->dma_demands()) demanded.emplace(name, d.number);
  }
  for (const auto& [device, channel] : demanded)
    if (const auto by = supplied.find(channel); by != supplied.end())
      ties.dma_controllers.emplace(device, by->second);
  return ties;
}

}  // namespace trapline
