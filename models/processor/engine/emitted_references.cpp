#include "models/processor/engine/emitted_references.h"

#include <cstdint>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/store/host_code.h"

namespace trapline::engine {

std::optional<std::size_t> emitted_references(void* ctx, const library::translation_block& block) {
  const library::release& r = core_state::library_release();
  const library::generator_layout& known = r.generator;
  constexpr std::uintptr_t exits = 3;  // the way to leave, in an address' last bits
  const auto this_block = reinterpret_cast<std::uintptr_t>(&block);
  // The list's last word is where its last link is, and a link's second where the one before it is. In front of a link
  // lies the word with the operation's code, behind it the operands.
  const auto* const list = reinterpret_cast<std::uint64_t*>(static_cast<char*>(ctx) + r.operations_end) - 1;
  std::size_t count = 0;
  for (const std::uint64_t* link = list; (link = reinterpret_cast<const std::uint64_t*>(link[1])) != list;) {
    const auto code = static_cast<std::uint8_t>(link[-1]);
    if (code == r.movi_i64) {
      if (looks_like_address(link[3])) return std::nullopt;
    } else if (code == known.exit_tb) {
      if ((link[2] & ~exits) != 0 && (link[2] & ~exits) != this_block) return std::nullopt;
      ++count;
    } else if (code == known.call || (code >= known.first_access && code <= known.last_access)) {
      ++count;
    }
  }
  return count;
}

}  // namespace trapline::engine
