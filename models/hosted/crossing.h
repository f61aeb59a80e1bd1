/// What it takes to tell another part of the host VMM something: a change of an interrupt line whose
/// device model and interrupt controller are not in the same place.
#pragma once

#include <cstdint>

namespace trapline::hosted {

enum class crossing : std::uint8_t {
  system_call,  ///< the user-mode VMM tells the kernel
  signal,       ///< the kernel makes the user-mode VMM's thread come up, and it returns
  module_call,  ///< the kernel VMM and the rest of the host OS, either way
};

}  // namespace trapline::hosted
