/// The steps that an exit, an interrupt or an installation is made of. Each carries the block of the
/// patent's figures that it belongs to where it is charged, and a name under which a cost profile
/// gives its cycles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trapline {

enum class step : std::uint8_t {
  // an exit and an entry (201-203, 205, 211)
  trap, hardware_exit, save_registers, vmread, decode_exit, full_decode, lookup_port,
  write_back, check_interrupts, restore_registers, hardware_entry,
  // answered where the exit was taken (204)
  device_model_hypervisor,
  // an exit that no device has to do with
  emulate_cpuid, emulate_msr, emulate_cr, shadow_switch, shadow_invalidate, shadow_fault,
  // the service OS (206-211)
  build_request, notify, switch_to_service_os, upcall, wake_device_model, syscalls, route_request,
  device_model_service_os, feedback, switch_back, complete_request, refill, nested_exits, queue,
  // a hosted monitor (figure 5)
  run_loop, kernel_bus, device_model_kernel, module_call, world_switch, to_user, user_dispatch,
  device_model_user, ioctl_back,
  // an interrupt (301-303)
  host_interrupt, virtual_pit, virtual_pic, event_injection, hardware_vectoring, stack_tweak,
  raise_hypercall, interrupt_window, handler, device,
  // an installation (401-403)
  probe, fetch, verify, transfer_state, switch_over,
  // no monitor
  bus,
  count_
};

inline constexpr std::size_t step_count = static_cast<std::size_t>(step::count_);

/// The name that profiles and reports use.
std::string_view name_of(step);
std::optional<step> step_named(std::string_view);

/// A block of figures 2 to 4, by its number in the drawing; 0 for "none".
using block = std::uint16_t;

}  // namespace trapline
