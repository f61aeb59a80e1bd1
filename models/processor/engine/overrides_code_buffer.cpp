/// Where translated code goes. The library reserves a gigabyte for each core and fills it before it starts
/// anew, so that a guest that changes its code all the time would take that much memory.
#include <cstddef>
#include <cstdint>

#include "models/processor/engine/code_buffer.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

namespace trapline::engine {

std::size_t code_buffer_bytes = usual_code_buffer_bytes;
bool code_buffer_known = false;
code_generator generator_of_last_core;

}  // namespace trapline::engine

extern "C" {
void tcg_exec_init_x86_64(uc_engine*, unsigned long bytes);
void tcg_region_init_x86_64(void* ctx);
void* tcg_global_mem_new_internal_x86_64(void* ctx, int type, void* base, std::intptr_t offset,
                                         const char* name);

void tcg_exec_init_x86_64(uc_engine* uc, unsigned long) {
  static const auto real = trapline::engine::library::original(&tcg_exec_init_x86_64, "tcg_exec_init_x86_64");
  real(uc, trapline::engine::code_buffer_bytes);
}

// The buffer is one region, and the library forgets to say that it is in use: when it was full for the first
// time, it would be given out again without what is in it being dropped.
void tcg_region_init_x86_64(void* ctx) {
  using namespace trapline::engine;
  static const auto real = library::original(&tcg_region_init_x86_64, "tcg_region_init_x86_64");
  real(ctx);
  generator_of_last_core.context = ctx;
  const library::release& release = library::linked_release();
  const auto at = [ctx](std::size_t offset) -> std::uint64_t& {
    return *reinterpret_cast<std::uint64_t*>(static_cast<char*>(ctx) + offset);
  };
  code_buffer_known = at(release.regions) == 1 && at(release.regions_used) == 0;
  if (code_buffer_known) at(release.regions_used) = 1;
}

// While a core is opened, of each register that code generation has an operand for: they lie where the operand for
// the address of all of them points.
void* tcg_global_mem_new_internal_x86_64(void* ctx, int type, void* base, std::intptr_t offset,
                                         const char* name) {
  static const auto real = trapline::engine::library::original(&tcg_global_mem_new_internal_x86_64,
                                                               "tcg_global_mem_new_internal_x86_64");
  trapline::engine::generator_of_last_core.registers =
      reinterpret_cast<std::uintptr_t>(ctx) + reinterpret_cast<std::uintptr_t>(base);
  return real(ctx, type, base, offset, name);
}
}

namespace trapline::engine {

std::span<const replacement> code_buffer_replacements() {
  static const replacement all[] = {
      {"tcg_exec_init_x86_64", reinterpret_cast<const void*>(&tcg_exec_init_x86_64)},
      {"tcg_region_init_x86_64", reinterpret_cast<const void*>(&tcg_region_init_x86_64)},
      {"tcg_global_mem_new_internal_x86_64",
       reinterpret_cast<const void*>(&tcg_global_mem_new_internal_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
