#include "sim/step.h"

#include <algorithm>
#include <array>

namespace trapline {
namespace {

constexpr std::array<std::string_view, step_count> names{
    "trap", "hardware_exit", "save_registers", "vmread", "decode_exit", "full_decode", "lookup_port",
    "write_back", "check_interrupts", "restore_registers", "hardware_entry",

    "device_model_hypervisor",

    "emulate_cpuid", "emulate_msr", "emulate_cr", "shadow_switch", "shadow_invalidate", "shadow_fault",

    "build_request", "notify", "switch_to_service_os", "upcall", "wake_device_model", "syscalls",
    "route_request", "device_model_service_os", "feedback", "switch_back", "complete_request", "refill",
    "nested_exits", "queue",

    "run_loop", "kernel_bus", "device_model_kernel", "module_call", "world_switch", "to_user",
    "user_dispatch", "device_model_user", "ioctl_back",

    "host_interrupt", "virtual_pit", "virtual_pic", "event_injection", "hardware_vectoring", "stack_tweak",
    "raise_hypercall", "interrupt_window", "handler", "device",

    "probe", "fetch", "verify", "transfer_state", "switch_over",

    "bus"};

static_assert(!names.back().empty(), "every step has a name");

}  // namespace

std::string_view name_of(step s) { return names[static_cast<std::size_t>(s)]; }

std::optional<step> step_named(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<step>(found - names.begin());
}

}  // namespace trapline
