/// Where translated code goes. The library reserves a gigabyte for each core and fills it before it starts
/// anew, so that a guest that changes its code all the time would take that much memory.
#include <cstddef>

#include "models/processor/engine/code_buffer.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

namespace trapline::engine {

std::size_t code_buffer_bytes = usual_code_buffer_bytes;

}  // namespace trapline::engine

extern "C" {
void tcg_exec_init_x86_64(uc_engine*, unsigned long bytes);

void tcg_exec_init_x86_64(uc_engine* uc, unsigned long) {
  static const auto real =
      trapline::engine::library::original(&tcg_exec_init_x86_64, "tcg_exec_init_x86_64");
  real(uc, trapline::engine::code_buffer_bytes);
}
}

namespace trapline::engine {

std::span<const replacement> code_buffer_replacements() {
  static const replacement all[] = {
      {"tcg_exec_init_x86_64", reinterpret_cast<const void*>(&tcg_exec_init_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
