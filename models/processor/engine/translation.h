/// One block's translation under way, and the code that keeps its account.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/processor/engine/code_window.h"
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/cost_arena.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/mmx_translation.h"
#include "models/processor/engine/plain_opening.h"
#include "models/processor/engine/vector_operands.h"

namespace trapline::engine {

/// What is being translated on this thread. No client is called meanwhile, so no stack switch can come
/// between; a fetch that faults leaves it half done, and the next translation begins anew.
struct translation {
  static constexpr std::uint64_t nowhere = ~std::uint64_t{0};
  const library::translator_ops* ops = nullptr;
  core_state* core = nullptr;
  void* ctx = nullptr;
  std::uintptr_t env_temp = 0;  // operand that stands for the registers' address
  bool awaits_ctx = false;
  bool awaits_check = false;
  void* debit_op = nullptr;     // its constant is known at the block's end only
  void* leave_label = nullptr;  // where the library puts the way out in front of the first instruction
  bool inhibits_irq = false;
  code_window code;
  std::uint64_t stand_in_at = nowhere;  // where two bytes are read other than they are
  std::array<std::uint8_t, 2> stand_in{};
  const library::translation_block* chains = nullptr;  // the block being ended may jump to the one behind it
  bool alone = false;                                  // the block is one instruction
  bool from_device = false;                            // ... which lies in a device's memory
  bool unclear = false;                           // more than the block's bytes decided how it was translated
  bool basic = true;                              // no instruction belongs to an extension, such as SSE
  bool looks_up = false;                          // ... looks for the one behind it anew each time
  const decoded_code* ins = nullptr;              // an INS whose store is still to come
  mmx_use mmx = mmx_use::none;                    // of the instruction being translated
  vector_operand vector = vector_operand::usual;  // ... whose accesses are still to come
  bool modifies = false;                          // ... which stores where it has loaded from
  bool aligned = false;                           // the instruction's access that is still to come has to be
  bool may_be_plain = false;                      // nothing but an instruction's own kind calls for care
  plain_conditions plain;
  std::uint32_t cost = 0;
  std::size_t count = 0;
  std::array<cost_arena::instruction, 1024> instructions{};
};
extern constinit thread_local translation now_translating;

/// The code generator is not the one that we know: ends the program.
[[noreturn]] void wrong_generator();

/// In front of a block: the debit, and the way out if it was too much.
void emit_debit(translation&);
/// Translated code stores a constant at so many bytes from the registers.
void emit_store(const translation&, std::ptrdiff_t from_env, std::uint64_t value);
/// Now that the block's cost is known: writes it into the debit.
void complete_debit(const translation&);

}  // namespace trapline::engine
