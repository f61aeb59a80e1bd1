#include "models/processor/timing/instruction_timing.h"

#include "models/processor/timing/class_memo.h"

namespace trapline::timing {

engine::ticks instruction_timing::cost(std::span<const std::uint8_t> bytes, engine::code_size size) const {
  const classified c = classify_by_memo(bytes, size);
  return of(c.what) + (c.loads ? of(instruction_class::memory_load) : 0) +
         (c.stores ? of(instruction_class::memory_store) : 0);
}

std::uint64_t instruction_timing::identity() const {
  std::uint64_t all = 1;
  for (const engine::ticks t : costs_) all = all * 0x9e37'79b9'7f4a'7c15 + t;
  return all | 1;
}

std::unique_ptr<engine::memory_timing> instruction_timing::memory_of_a_core() const {
  return memory_ ? std::make_unique<memory_hierarchy>(*memory_) : nullptr;
}

}  // namespace trapline::timing
