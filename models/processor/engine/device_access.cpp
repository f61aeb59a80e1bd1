#include "models/processor/engine/device_access.h"

namespace trapline::engine {

namespace {

// The client loaded other registers (a reset, say): the rest of the instruction would spoil them.
void go_on(core_state& core) {
  if (core.registers_set) cpu_loop_exit_noexc_x86_64(core.cpu);
}

}  // namespace

// So that the client sees the exact time, and what it changes counts from the next instruction on.
void begin_alone(core_state& core, std::uintptr_t from) {
  if (!from) return;
  core.restoring = true;
  const bool found = cpu_restore_state_x86_64(core.cpu, from, false);
  core.restoring = false;
  if (!found || core.last_in_block) return;
  core.restart_alone(from);
}

std::uint64_t read_device(core_state& core, std::uint64_t physical, unsigned bytes, std::uintptr_t from) {
  begin_alone(core, from);
  core.registers_set = false;
  core.waits.disturb();
  const std::uint64_t value = core.client.memory_read(physical, bytes) & open_bus(bytes);
  go_on(core);
  return value;
}

void write_device(core_state& core, std::uint64_t physical, unsigned bytes, std::uint64_t value,
                  std::uintptr_t from) {
  begin_alone(core, from);
  core.registers_set = false;
  core.client.memory_write(physical, bytes, value & open_bus(bytes));
  go_on(core);
}

}  // namespace trapline::engine
