/// The paths that the two monitors have in common, with the steps of each: what a guest under either monitor
/// is charged by.
/// Elements 201-205 (Fig. 2), 301-303 (Fig. 3)
#pragma once

#include "models/costs/path.h"

namespace trapline::vmm {

inline constexpr path_part trap{"the guest's access traps", {{201, step::trap}}};
inline constexpr path_part full_decode{
    "the monitor decodes the instruction",
    {{203, step::full_decode}},
    "the exit does not tell it: memory, and ports where the hardware does not report them"};
inline constexpr path_part model_moves{
    "the device model is being put elsewhere", {{203, step::queue, account::idle}}, "it is, at this instant"};
inline constexpr path_part wait_for_guest{
    "the interrupt waits: for the guest to take it, for a processor, for steps of another exit",
    {{301, step::queue, account::idle}},
    "there is something to wait for"};
inline constexpr path_part wait_for_processor{
    "the guest waits for a processor", {{302, step::queue, account::idle}}, "no processor runs it"};
inline constexpr path_part host_interrupt{
    "the monitor takes the machine's interrupt", {{301, step::host_interrupt}}, "it is one of the machine's"};
inline constexpr path_part virtual_timer{
    "a device model's timer has run out", {{301, step::virtual_pit}}, "it is a timer's"};
inline constexpr path_part controllers_bus{"the machine's interrupt controller is asked, and told",
                                           {{301, step::bus}},
                                           "it is one of the machine's"};
inline constexpr path_part drivers_work{
    "the driver and its device", {{301, step::bus, account::service_os}}, "a driver has to do with it"};
inline constexpr path_part virtual_controller{"the virtual interrupt controller says which",
                                              {{302, step::virtual_pic}}};
inline constexpr path_part event_injection{"the event goes in with VM entry",
                                           {{302, step::event_injection}, {302, step::hardware_vectoring}},
                                           "the VM's interrupts are injected as events"};
inline constexpr path_part stack_tweak{"the monitor writes the interrupt's frame itself",
                                       {{302, step::stack_tweak}},
                                       "the VM's interrupts go in by stack tweak"};
inline constexpr path_part work_waits{"the work waits for the system with the devices",
                                      {{206, step::queue, account::idle}},
                                      "it is busy, or has no processor"};
inline constexpr path_part drivers_request{"the driver works with its device for a request",
                                           {{208, step::bus, account::service_os}}};
inline constexpr path_part image_request{"what a floppy's image holds is asked for",
                                         {{208, step::syscalls, account::service_os}}};

// an exit that no device has to do with: what the monitor does about it
inline constexpr path_part emulate_cpuid{"CPUID is carried out for the guest", {{204, step::emulate_cpuid}}};
inline constexpr path_part emulate_cr{"a control register is written", {{204, step::emulate_cr}}};
inline constexpr path_part shadow_switch{"another set of shadow tables", {{204, step::shadow_switch}}};
inline constexpr path_part emulate_msr{"an MSR is read or written", {{204, step::emulate_msr}}};
inline constexpr path_part shadow_invalidate{"an entry of the shadow tables goes",
                                             {{204, step::shadow_invalidate}}};
inline constexpr path_part shadow_fault{"the shadow tables are looked through for a page fault",
                                        {{204, step::shadow_fault}}};

inline constexpr path_part handler{"the guest's handler", {{303, step::handler, account::guest}}};
inline constexpr path_part devices_own_time{
    "the device's own time", {{13, step::device, account::idle}}, "a device was asked for something"};

/// What differs between the monitors.
struct monitor_paths {
  const path_part& exit;            ///< the guest leaves its processor, and the monitor knows why
  const path_part& interrupt_exit;  ///< the same for an interrupt of the machine
  const path_part& window_exit;     ///< the same because the guest takes interrupts again
  const path_part& go_on;           ///< after an exit that was carried out for the guest
  const path_part& pass_on;         ///< after an exception of its own
  const path_part& enter;           ///< after an interrupt
  const path_part& switch_in;       ///< the processor held another domain's state
};

}  // namespace trapline::vmm
