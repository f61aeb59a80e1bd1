/// The engine's library without our core, and so without any account of time: what benchmarks compare the
/// core with. In a library of its own, because the core replaces functions of the engine's library; the two
/// replacements that make its stores as fast as the core's are here too.
#pragma once

#include <cstdint>
#include <vector>

namespace trapline::engine {

/// Runs 32-bit flat code from `entry` to its last byte, in `ram_bytes` of memory from 0; every IN is answered
/// by the library's port hook. A failure of the library is told on standard error and ends the program.
struct bare_engine {
  std::uint64_t entry = 0x10000;
  std::uint32_t stack = 0x70000;
  std::uint64_t ram_bytes = 4 << 20;

  void run(const std::vector<std::uint8_t>& code, std::uint32_t ecx) const;
};

}  // namespace trapline::engine
