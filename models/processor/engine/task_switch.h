/// Task switches. The library takes the state of the task that it leaves for one of the kind of TSS that it
/// enters, and finds the segments of an 80286's TSS where they are not. Intel SDM volume 3, chapter 7.
#pragma once

#include <cstdint>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

enum class task_switch : std::uint8_t { jump, call, iret };

/// Whether a far transfer to this selector is a switch of tasks: it names a TSS that is not busy, or a task
/// gate.
bool names_task(const core_state&, std::uint32_t selector);
/// JMP or CALL to such a selector. @param caller where in translated code it is made
[[noreturn]] void transfer_to_task(core_state&, std::uint32_t selector, task_switch, std::uint64_t next_eip,
                                   std::uintptr_t caller);
/// IRET of a task that was called. @pre EFLAGS.NT
[[noreturn]] void return_to_task(core_state&, std::uint64_t next_eip, std::uintptr_t caller);

/// Delivers an interrupt or exception that has a task gate. @param hardware it has no error code, and its
/// EIP is that of the next instruction @return false if the vector has no task gate, and nothing was done
bool deliver_to_task(core_state&, std::uint32_t vector, bool hardware);
/// Delivers what comes between two instructions, by whatever gate. @param interrupt not a debug trap
void deliver_event(core_state&, std::uint32_t vector, bool interrupt);

}  // namespace trapline::engine
