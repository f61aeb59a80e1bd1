/// What the devices of a machine are to one another, as their kinds declare it: whose interrupt lines end where, who
/// moves bytes by whose DMA controllers.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "platform/devices/cards.h"

namespace trapline {

struct device_ties {
  std::string interrupt_controller;  ///< the device that the others' interrupts pass
  /// Of each device that moves its bytes by DMA, and is not the controllers' own: the device that has them.
  std::map<std::string, std::string, std::less<>> dma_controllers = {};
};

/// Of a machine with these cards, if all else is there that its devices need.
device_ties ties_between(const cards&);

}  // namespace trapline
