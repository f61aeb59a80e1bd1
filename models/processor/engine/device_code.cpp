#include "models/processor/engine/device_code.h"

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/translation.h"

namespace trapline::engine {

std::uint8_t core_state::fetch_from_device(std::uint64_t physical) {
  if (const auto byte = code_from_device.at(physical)) {
    now_translating.from_device = true;
    return *byte;
  }
  code_from_device.want(physical);
  translating = false;
  leave_chain();
  cpu_loop_exit_noexc_x86_64(cpu);
}

void core_state::read_wanted_code() {
  const auto word = code_from_device.wanted();
  if (!word) return;
  const std::uint64_t value = client.memory_read(*word, device_code::word_bytes);
  if (!registers_set) code_from_device.keep(*word, value);
}

}  // namespace trapline::engine
