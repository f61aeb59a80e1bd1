/// A PC as an operator reaches it, with a monitor around it or not.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "models/processor/virtual_cpu.h"
#include "models/vmm/board/board.h"
#include "models/vmm/machines/guest_fate.h"
#include "platform/machine/loaded_guest.h"

namespace trapline {

struct operated_pc {
  std::string name;
  loaded_guest& guest;
  vmm::board& devices;
  const vmm::guest_fate& fate;
  const processor::virtual_cpu& cpu;
  std::string state;                ///< "running", "waiting", "halted", "paused", "off"
  std::function<void()> attention;  ///< what is typed is for it from now on
  std::function<void(unsigned irq)> interrupt;
  std::function<instant()> time;  ///< as its own devices count it
};

}  // namespace trapline
