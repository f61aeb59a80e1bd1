#include "platform/images/builtin_image.h"

namespace trapline {

std::string builtin_image::take_over(vmm::device_model& model) {
  const auto state = model.save_state();
  model.restore_state(state);
  return model.save_state() == state ? "" : "the state that it gives back is not the one that it was given";
}

}  // namespace trapline
