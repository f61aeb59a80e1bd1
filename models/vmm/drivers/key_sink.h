/// Where a keyboard driver passes what was typed: the keyboard model of the virtual machine that the
/// operator looks at, wherever that model is.
#pragma once

#include <cstdint>

#include "models/vmm/board/model_host.h"
#include "sim/time.h"

namespace trapline::vmm {

class key_sink {
 public:
  /// One byte as a keyboard sends it, scan code set 2.
  virtual void scan_code(std::uint8_t, instant) = 0;
  /// Where the model is now.
  virtual const model_host& where() const = 0;

 protected:
  ~key_sink() = default;
};

}  // namespace trapline::vmm
