/// Where a keyboard driver passes what was typed: the keyboard model of the virtual machine that the
/// operator looks at, wherever that model is.
#pragma once

#include <cstdint>

#include "sim/time.h"

namespace trapline::vmm {

class key_sink {
 public:
  /// One byte as a keyboard sends it, scan code set 2.
  virtual void scan_code(std::uint8_t, instant) = 0;
  /// Whether the model is in the hypervisor or the kernel VMM now, a call away.
  virtual bool is_near() const = 0;

 protected:
  ~key_sink() = default;
};

}  // namespace trapline::vmm
