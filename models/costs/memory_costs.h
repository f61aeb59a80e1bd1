/// What a profile says of a processor's caches and TLBs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/costs/standing.h"
#include "sim/time.h"

namespace trapline {

class table_reader;

struct cache_cost {
  std::uint64_t bytes = 0;
  std::uint32_t ways = 0;
  cycles latency;  ///< from a load to its data
  standing tag = standing::estimate;
  std::string source;
};

struct tlb_cost {
  std::uint32_t entries = 0;
  std::uint32_t ways = 0;
  cycles miss;  ///< what one adds
  standing tag = standing::estimate;
  std::string source;
};

/// Memory itself takes what the chipset's latencies say.
struct memory_costs {
  std::uint32_t line_bytes = 0;
  cache_cost l1_data, l1_code, l2;
  std::optional<cache_cost> l3;
  tlb_cost data_tlb, code_tlb;
};

/// @throws config_error for a figure that is missing, unknown or cannot be.
memory_costs read_memory_costs(const table_reader&);

}  // namespace trapline
