/// Caches and TLBs of one virtual processor, which say what its accesses take beyond a hit in the first
/// level: that is in the instructions' own costs.
/// A load takes what the first level that has its line takes, and what a TLB miss adds; so does a fetch from
/// another line than the one before. A store fills the caches and takes a TLB miss only: a store buffer hides
/// the rest.
/// *Not modelled*: prefetching, several misses at once (every one is paid in full), write-backs, levels that
/// drop what another drops, a TLB's second level, global pages (they go with the others), large pages (4 KiB
/// each), what other virtual machines and devices do to the caches: a monitor's `refill` stands for that.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/processor/engine/memory_timing.h"
#include "models/processor/timing/lru_sets.h"

namespace trapline::timing {

struct cache_geometry {
  std::uint64_t bytes = 0;
  std::uint32_t ways = 0;
  engine::ticks latency = 0;  ///< from an access to its data, everything in front included
};

struct tlb_geometry {
  std::uint32_t entries = 0;
  std::uint32_t ways = 0;
  engine::ticks miss = 0;  ///< what one adds
};

struct memory_geometry {
  std::uint32_t line_bytes = 64;
  cache_geometry l1_data, l1_code, l2;
  std::optional<cache_geometry> l3;
  engine::ticks memory = 0;  ///< as a cache's latency
  tlb_geometry data_tlb, code_tlb;
};

class memory_hierarchy final : public engine::memory_timing {
 public:
  explicit memory_hierarchy(const memory_geometry&);

  engine::ticks data(std::uint64_t linear, std::uint64_t physical, unsigned bytes, bool write) override;
  engine::ticks fetch(std::uint64_t linear, std::uint64_t physical, unsigned bytes) override;
  void drop_translations() override;
  void drop_translation(std::uint64_t linear) override;
  std::vector<engine::memory_level_counts> counts() const override;

 private:
  /// What a line takes that the first level does not have.
  engine::ticks behind_l1(std::uint64_t line);

  memory_geometry geometry_;
  lru_sets l1_data_, l1_code_, l2_;
  std::optional<lru_sets> l3_;
  lru_sets data_tlb_, code_tlb_;
  std::uint64_t fetched_line_;
};

}  // namespace trapline::timing
