/// Tells a memory_timing of a core's accesses, by their physical addresses, and lets what they take pass.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "models/processor/engine/library.h"
#include "models/processor/engine/memory_timing.h"

namespace trapline::engine {

struct core_state;

class access_feed {
 public:
  access_feed(core_state&, std::unique_ptr<memory_timing>);

  const memory_timing& timing() const { return *timing_; }
  void drop_translations();
  void drop_translation(std::uint64_t linear);

 private:
  enum class access { load, store, fetch };
  struct translation {
    std::uint64_t linear_page = ~std::uint64_t{0};
    std::uint64_t physical_page = 0;
    bool cached = false;  ///< RAM or ROM
  };

  static void accessed(uc_engine*, uc_mem_type, std::uint64_t linear, int bytes, std::int64_t value,
                       void* user);
  static void fetched(uc_engine*, std::uint64_t linear, std::uint32_t bytes, void* user);
  void pass(access, std::uint64_t linear, std::uint64_t bytes);
  ticks within_page(access, std::uint64_t linear, unsigned bytes);
  std::optional<std::uint64_t> physical(std::uint64_t linear);

  core_state& core_;
  std::unique_ptr<memory_timing> timing_;
  std::array<translation, 1024> known_{};
};

}  // namespace trapline::engine
