/// Whether the task may access a port: Intel SDM volume 1, 18.5.
#pragma once

#include <cstdint>

#include "models/processor/engine/library.h"

namespace trapline::engine {

/// In protected mode above IOPL, and in virtual-8086 mode always, the task's I/O permission bitmap decides.
/// Leaves by #GP if it does not permit.
void check_port_privilege(library::cpu_env&, std::uint64_t port, unsigned width, std::uintptr_t caller);

}  // namespace trapline::engine
