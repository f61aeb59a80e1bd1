/// A computing system as commands act on it, while it stands still at an instant.
#pragma once

#include <string>

#include "models/control/console_operations.h"
#include "models/control/device_operations.h"
#include "models/control/image_operations.h"
#include "models/control/inventory.h"
#include "models/control/run_operations.h"
#include "models/control/settings_operations.h"
#include "models/control/vm_operations.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

struct operated_system {
  device_operations& devices;
  std::string default_channel = "boot";  ///< by which images come
  std::string asked_by = "operator";     ///< whose command it is: the scenario's, an operator's
  image_operations* images = nullptr;    ///< null if the run has none
  inventory* stock = nullptr;
  vm_operations* vms = nullptr;  ///< null without a monitor
  console_operations* consoles = nullptr;
  settings_operations* settings = nullptr;
  run_operations* run = nullptr;
};

/// @throws wrong_command if the run has no images.
inline image_operations& images_of(operated_system& s) {
  if (s.images == nullptr)
    throw wrong_command{"this run has no images",
                        "one with an \"install\" command or policy.kind = \"automatic\" has"};
  return *s.images;
}

}  // namespace trapline::control
