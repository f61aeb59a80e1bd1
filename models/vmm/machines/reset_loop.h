/// A guest that faults three times, is reset and comes to the same end, again and again.
#pragma once

#include "models/processor/engine/x86_core.h"

namespace trapline::vmm {

class reset_loop {
 public:
  static constexpr unsigned most = 100;

  /// A triple fault with these registers. @return whether `most` of them in a row were alike.
  bool again(const engine::register_file& now) {
    if (count_ == 0 || !alike(now)) count_ = 0;
    last_ = now;
    return ++count_ >= most;
  }

 private:
  bool alike(const engine::register_file& now) const;

  engine::register_file last_{};
  unsigned count_ = 0;
};

}  // namespace trapline::vmm
