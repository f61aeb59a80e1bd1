/// What each instruction takes: the cost of its class, and of a memory operand where the class does not
/// hold it. Additive: an instruction costs the same wherever it stands, so time does not depend on how
/// code is cut into blocks.
/// *Not modelled*: overlap of instructions, branch prediction; cache and TLB misses unless there is a memory
/// hierarchy: the classes' figures are averages over them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "models/processor/engine/x86_core.h"
#include "models/processor/timing/instruction_class.h"
#include "models/processor/timing/memory_hierarchy.h"

namespace trapline::timing {

class instruction_timing final : public engine::instruction_costs {
 public:
  using table = std::array<engine::ticks, instruction_class_count>;

  /// @param memory if accesses are to take what caches and TLBs make of them
  explicit instruction_timing(const table& costs, std::optional<memory_geometry> memory = std::nullopt)
      : costs_{costs}, memory_{std::move(memory)} {}

  std::unique_ptr<engine::memory_timing> memory_of_a_core() const override;
  engine::ticks cost(std::span<const std::uint8_t> bytes, engine::code_size) const override;
  std::uint64_t identity() const override;
  engine::ticks of(instruction_class c) const { return costs_[static_cast<std::size_t>(c)]; }

 private:
  table costs_;
  std::optional<memory_geometry> memory_;
};

}  // namespace trapline::timing
