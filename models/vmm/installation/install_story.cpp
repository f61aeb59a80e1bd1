#include "models/vmm/installation/install_story.h"

#include <algorithm>

namespace trapline::vmm {

std::vector<step_sum> install_story::steps() const {
  std::vector<step_sum> all = sums_;
  std::ranges::stable_sort(all, {}, &step_sum::in);
  return all;
}

}  // namespace trapline::vmm
