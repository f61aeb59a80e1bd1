/// The paths of a monitor in a host operating system. The blocks are figure 2's, as this monitor has them.
/// Elements 201-211 (Fig. 2), 301-303 (Fig. 3), 401-403 (Fig. 4)
#pragma once

#include "models/vmm/exits/monitor_paths.h"
#include "models/vmm/installation/install_paths.h"

namespace trapline::hosted::paths {

// an access
inline constexpr path_part exit{"VMExit; the kernel VMM perceives why",
                                {{202, step::hardware_exit}, {203, step::run_loop}}};
inline constexpr path_part look_up{"is there an in-kernel device model for the port?",
                                   {{203, step::kernel_bus}}};
inline constexpr path_part answer_in_kernel{"the in-kernel device model answers",
                                            {{204, step::device_model_kernel}}};
inline constexpr path_part call_host{"the kernel VMM asks the host OS for something",
                                     {{where_it_happens, step::module_call}},
                                     "it is a disk's, a floppy's or a network card's, and begins a transfer"};
inline constexpr path_part wait_for_driver{"the host's driver works for it",
                                           {{204, step::bus, account::service_os}},
                                           "it has to ask a physical device"};
inline constexpr path_part enter_after_kernel{"VMEntry, the guest goes on", {{205, step::hardware_entry}}};
inline constexpr path_part to_user{"the thread returns to user mode", {{206, step::to_user}}};
inline constexpr path_part dispatch{"the user-mode VMM finds the device model", {{207, step::user_dispatch}}};
inline constexpr path_part answer_in_user{"the device model answers", {{208, step::device_model_user}}};
inline constexpr path_part call_kernel{
    "the user-mode VMM asks the host OS for something",
    {{where_it_happens, step::ioctl_back}},
    "it is a disk's, a floppy's or a network card's, and begins a transfer"};
inline constexpr path_part wait_in_user{"the host's driver works for it",
                                        {{208, step::bus, account::service_os}},
                                        "it has to ask a physical device"};
inline constexpr path_part ioctl_back{"the thread goes back to the kernel with the feedback",
                                      {{209, step::ioctl_back}}};
inline constexpr path_part enter_after_user{"VMEntry, the guest goes on", {{211, step::hardware_entry}}};

// a write that the guest does not wait for
inline constexpr path_part put_into_ring{"the write goes into the ring that user mode empties",
                                         {{204, step::device_model_kernel}},
                                         "its port is coalesced, and the ring has room"};
inline constexpr path_part signal_event{"its event is signalled: an I/O thread will carry it out",
                                        {{204, step::device_model_kernel}},
                                        "its port has an I/O event"};
inline constexpr path_part carry_out_unseen{"device models see writes that the guest did not wait for",
                                            {{207, step::device_model_user}},
                                            "there are such"};
inline constexpr path_part event_waits{
    "the write waits for its I/O thread", {{206, step::queue, account::idle}}, "that has no processor"};
inline constexpr path_part wake_io_thread{
    "the I/O thread is woken", {{207, step::wake_device_model}}, "it had nothing to do"};

// from one part of the host VMM to another
inline constexpr path_part context_switch{"from one context to the other",
                                          {{where_it_happens, step::world_switch}},
                                          "the kernel VMM has a context of its own"};
inline constexpr path_part module_call{"the kernel VMM calls another part of the host OS",
                                       {{where_it_happens, step::module_call}}};
inline constexpr path_part system_call{"the user-mode VMM tells the kernel",
                                       {{where_it_happens, step::ioctl_back}}};
inline constexpr path_part signal{"the kernel makes the user-mode VMM's thread come up, and it returns",
                                  {{where_it_happens, step::to_user},
                                   {where_it_happens, step::user_dispatch},
                                   {where_it_happens, step::ioctl_back}}};
inline constexpr path_part timer_signal{
    "the user-mode VMM's timer",
    {{301, step::to_user}, {301, step::user_dispatch}, {301, step::virtual_pit}}};
inline constexpr path_part timer_done{"it goes back to the kernel", {{301, step::ioctl_back}}};
inline constexpr path_part wake_process{"a VM's process is woken",
                                        {{207, step::wake_device_model, account::service_os}},
                                        "another one was at work"};

// an interrupt
inline constexpr path_part interrupt_exit{"VMExit", {{301, step::hardware_exit}, {301, step::run_loop}}};
inline constexpr path_part window_exit{
    "VMExit as soon as the guest takes interrupts again",
    {{302, step::hardware_exit}, {302, step::run_loop}, {302, step::interrupt_window}},
    "the guest did not take interrupts before"};
inline constexpr path_part pass_on{"the guest's own exception goes in with VMEntry",
                                   {{205, step::event_injection}, {205, step::hardware_entry}}};
inline constexpr path_part enter{"VMEntry", {{302, step::hardware_entry}}};
inline constexpr path_part halt_poll{"the kernel polls for what wakes the thread before it sleeps",
                                     {{301, step::halt_poll}},
                                     "the guest halts, and vm.halt_poll lets it"};
inline constexpr path_part wake_thread{"the VM's thread is woken",
                                       {{302, step::wake_thread}},
                                       "it slept because its guest was halted, and vm.halt_poll is set"};
inline constexpr path_part switch_in{
    "the processor goes to the VM's thread", {{302, step::world_switch}}, "another thread had it"};

// an installation
inline constexpr path_part ask_to_install{"the control panel asks the kernel VMM by an ioctl",
                                          {{401, step::ioctl_back}},
                                          "the operator asks for it"};
inline constexpr path_part hand_page_over{"the page is handed over by an ioctl",
                                          {{402, step::ioctl_back}},
                                          "it comes through the host OS or the network"};
inline constexpr vmm::install_paths install{ask_to_install, hand_page_over};

inline constexpr vmm::monitor_paths all{exit,    interrupt_exit, window_exit, enter_after_kernel,
                                        pass_on, enter,          switch_in};

/// Figure 5 by the kernel VMM and by the user-mode VMM, figure 3, and figure 4.
std::span<const path_table> tables();

}  // namespace trapline::hosted::paths
