/// Which class of costs an instruction belongs to.
#pragma once

#include <cstdint>
#include <span>

#include "models/processor/engine/x86_core.h"
#include "models/processor/timing/instruction_class.h"

namespace trapline::timing {

struct classified {
  instruction_class what = instruction_class::other;
  // a memory operand that the class's own figure does not hold
  bool loads = false;
  bool stores = false;

  friend bool operator==(const classified&, const classified&) = default;
};

/// Bytes that are no instruction are `other`.
classified classify(std::span<const std::uint8_t> bytes, engine::code_size);

}  // namespace trapline::timing
