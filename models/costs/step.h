/// The steps that an exit, an interrupt or an installation is made of. Each carries the block of the
/// patent's figures that it belongs to where it is charged, and its name here is the one under which a cost
/// profile gives its cycles and reports show it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/statistics/step.h"

// The one list of them, from which the numbers and the names are made.
#define TRAPLINE_STEPS(of)                                                                                 \
  /* an exit and an entry (201-203, 205, 211) */                                                           \
  of(trap) of(hardware_exit) of(save_registers) of(vmread) of(decode_exit) of(full_decode) of(lookup_port) \
      of(write_back) of(check_interrupts) of(restore_registers)                                            \
          of(hardware_entry)      /* answered where the exit was taken (204) */                            \
      of(device_model_hypervisor) /* an exit that no device has to do with */                              \
      of(emulate_cpuid) of(emulate_msr) of(emulate_cr) of(shadow_switch) of(shadow_invalidate)             \
          of(shadow_fault) /* the service OS (206-211) */                                                  \
      of(build_request) of(notify) of(switch_to_service_os) of(upcall) of(wake_device_model) of(syscalls)  \
          of(route_request) of(device_model_service_os) of(feedback) of(switch_back) of(complete_request)  \
              of(refill) of(nested_exits) of(queue) /* a hosted monitor (figure 5) */                      \
      of(run_loop) of(kernel_bus) of(device_model_kernel) of(module_call) of(world_switch) of(to_user)     \
          of(user_dispatch) of(device_model_user) of(ioctl_back) of(halt_poll)                             \
              of(wake_thread) /* an interrupt (301-303) */                                                 \
      of(host_interrupt) of(virtual_pit) of(virtual_pic) of(event_injection) of(hardware_vectoring)        \
          of(stack_tweak) of(raise_hypercall) of(interrupt_window) of(handler)                             \
              of(device) /* an installation (401-403) */                                                   \
      of(probe) of(fetch) of(verify) of(transfer_state)                                                    \
          of(switch_over)               /* packets, in the system with the devices (208) */                \
      of(bridge_packet) of(copy_packet) /* no monitor */                                                   \
      of(bus)

namespace trapline {

#define TRAPLINE_NUMBER_OF(name) name,
enum class step : std::uint8_t { TRAPLINE_STEPS(TRAPLINE_NUMBER_OF) };
#undef TRAPLINE_NUMBER_OF

#define TRAPLINE_NAME_OF(name) #name,
inline constexpr auto step_names = std::to_array<std::string_view>({TRAPLINE_STEPS(TRAPLINE_NAME_OF)});
#undef TRAPLINE_NAME_OF
#undef TRAPLINE_STEPS

inline constexpr std::size_t step_count = step_names.size();

/// What statistics have to know of them.
inline constexpr step_vocabulary all_steps{step_names, step::handler};

inline std::string_view name_of(step s) { return all_steps.name_of(s); }

inline std::optional<step> step_named(std::string_view name) {
  for (std::size_t i = 0; i < step_count; ++i)
    if (step_names[i] == name) return static_cast<step>(i);
  return std::nullopt;
}

}  // namespace trapline
