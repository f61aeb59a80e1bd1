/// What each instruction takes: the cost of its class, and of a memory operand where the class does not
/// hold it. Additive: an instruction costs the same wherever it stands, so time does not depend on how
/// code is cut into blocks.
/// *Not modelled*: overlap of instructions, branch prediction, cache and TLB misses; the classes' figures
/// are averages over them.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "models/processor/engine/x86_core.h"
#include "models/processor/timing/instruction_class.h"

namespace trapline::timing {

class instruction_timing final : public engine::instruction_costs {
 public:
  using table = std::array<engine::ticks, instruction_class_count>;

  explicit instruction_timing(const table& costs) : costs_{costs} {}

  engine::ticks cost(std::span<const std::uint8_t> bytes, engine::code_size) const override;
  engine::ticks of(instruction_class c) const { return costs_[static_cast<std::size_t>(c)]; }

 private:
  table costs_;
};

}  // namespace trapline::timing
