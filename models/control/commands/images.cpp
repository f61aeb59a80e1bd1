// images: device models' images, and where the models are.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

command images_command() {
  return {.name = "images",
          .summary = "device models' images: whose, how large, and where each model is",
          .run = [](const request&, operated_system& s) -> answer { return {images_of(s).images()}; }};
}

}  // namespace trapline::control
