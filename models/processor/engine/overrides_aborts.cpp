/// Where the library gives up: state that it takes for impossible and a guest can make, such as a task
/// register without a task. To the guest that is a processor that can do no more: the shutdown of a third
/// fault.
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

using trapline::engine::core_state;
using namespace trapline::engine::library;

extern "C" {
[[noreturn]] void cpu_abort_x86_64(void* cpu, const char* format, ...);

void cpu_abort_x86_64(void* cpu, const char*, ...) {
  core_state* core = core_state::of_cpu(cpu);
  core->shutdown = true;
  core->leave_chain();
  cpu_loop_exit_noexc_x86_64(cpu);
}
}

namespace trapline::engine {

std::span<const replacement> abort_replacements() {
  static const replacement all[] = {
      {"cpu_abort_x86_64", reinterpret_cast<const void*>(&cpu_abort_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
