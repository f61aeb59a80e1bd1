/// What a core's memory accesses take beyond the averages that are in its instructions' own costs.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "models/processor/engine/ticks.h"

namespace trapline::engine {

/// How often a level of the memory was asked, and had what was asked for.
struct memory_level_counts {
  std::string_view level;
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
};

/// Told of every access of one core that RAM or ROM answers, in order; what devices answer is not cached.
/// An access lies within one page.
class memory_timing {
 public:
  virtual ~memory_timing() = default;

  /// A load or a store, before it is made. @return the ticks that it takes more than its instruction's cost
  virtual ticks data(std::uint64_t linear, std::uint64_t physical, unsigned bytes, bool write) = 0;
  /// The bytes of the instruction that comes next; told again if something else comes before it. @return as
  /// data()
  virtual ticks fetch(std::uint64_t linear, std::uint64_t physical, unsigned bytes) = 0;
  /// What is remembered of the page tables is no longer true: all of it, or one page.
  virtual void drop_translations() = 0;
  virtual void drop_translation(std::uint64_t linear) = 0;

  virtual std::vector<memory_level_counts> counts() const = 0;
};

}  // namespace trapline::engine
