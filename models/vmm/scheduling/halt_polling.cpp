#include "models/vmm/scheduling/halt_polling.h"

#include <algorithm>

namespace trapline::vmm {

void halt_polling::waited(duration waited) {
  if (waited <= length_) return;
  if (length_ != duration{} && waited > settings_.most) {
    length_ = settings_.shrink == 0 ? duration{} : length_ / settings_.shrink;
    if (length_ < settings_.grow_start) length_ = duration{};
  } else if (length_ < settings_.most && waited < settings_.most && settings_.grow != 0) {
    length_ = std::min(std::max(length_ * settings_.grow, settings_.grow_start), settings_.most);
  }
}

}  // namespace trapline::vmm
