#include "models/vmm/machines/reset_loop.h"

#include <algorithm>
#include <iterator>

namespace trapline::vmm {

bool reset_loop::alike(const engine::register_file& now) const {
  return now.rip == last_.rip && now.rflags == last_.rflags && now.cr2 == last_.cr2 && now.cr3 == last_.cr3 &&
         now.segment[1].selector == last_.segment[1].selector &&
         std::equal(std::begin(now.gpr), std::end(now.gpr), std::begin(last_.gpr));
}

}  // namespace trapline::vmm
