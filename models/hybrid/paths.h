/// The paths of a hypervisor with a service OS.
/// Element 118 (Fig. 1): VMExit; element 119 (Fig. 1): VMEntry; blocks 201-211 (Fig. 2), 301-303 (Fig. 3)
/// Elements 401-403 (Fig. 4)
#pragma once

#include "models/vmm/exits/monitor_paths.h"
#include "models/vmm/installation/install_paths.h"

namespace trapline::hybrid::paths {

inline constexpr account service_os = account::service_os;

// an access
inline constexpr path_part exit{
    "VMExit; the hypervisor perceives why",
    {{202, step::hardware_exit}, {202, step::save_registers}, {202, step::vmread}, {202, step::decode_exit}}};
inline constexpr path_part look_up{"is there an in-hypervisor device model for the port?",
                                   {{203, step::lookup_port}}};
inline constexpr path_part answer_here{"the in-hypervisor device model answers",
                                       {{204, step::device_model_hypervisor}}};
inline constexpr path_part ask{"the device model asks the service OS for something",
                               {{where_it_happens, step::build_request}, {where_it_happens, step::notify}},
                               "it is a disk's, a floppy's or a network card's, and begins a transfer"};
inline constexpr path_part go_on{"the result is written back; VMEntry, the guest goes on",
                                 {{205, step::write_back},
                                  {205, step::check_interrupts},
                                  {205, step::restore_registers},
                                  {205, step::hardware_entry}}};
inline constexpr path_part buffer{"the write goes into the ring that the service OS empties",
                                  {{204, step::build_request}},
                                  "its port is buffered, and the ring has room"};
inline constexpr path_part carry_out_buffered{"device models see writes that the guest did not wait for",
                                              {{207, step::device_model_service_os, service_os}},
                                              "there are such"};
inline constexpr path_part request{"a request packet for the service OS", {{206, step::build_request}}};
inline constexpr path_part notify{"the service OS is notified", {{206, step::notify}}};
inline constexpr path_part wait_for_service_os{"the request waits for the service OS",
                                               {{206, step::queue, account::idle}},
                                               "it is busy, or has no processor"};
inline constexpr path_part switch_to{
    "the service OS is given the processor", {{207, step::switch_to_service_os}}, "another domain had it"};
inline constexpr path_part nested{"as a hardware guest it has exits of its own",
                                  {{207, step::nested_exits}},
                                  "the profile says that it is one"};
inline constexpr path_part upcall{
    "it hears of the event", {{207, step::upcall, service_os}}, "it was not running"};
inline constexpr path_part wake_process{"the device model's process is woken",
                                        {{207, step::wake_device_model, service_os}},
                                        "another process was at work"};
inline constexpr path_part route{"the packet is routed to the device model",
                                 {{207, step::syscalls, service_os}, {207, step::route_request, service_os}}};
inline constexpr path_part answer_there{"the device model answers",
                                        {{208, step::device_model_service_os, service_os}}};
inline constexpr path_part feedback{"the feedback goes into the packet", {{209, step::feedback, service_os}}};
inline constexpr path_part wait_for_guest{
    "the guest waits for a processor", {{210, step::queue, account::idle}}, "somebody else has it"};
inline constexpr path_part switch_back{
    "the processor goes back to the guest", {{210, step::switch_back}}, "another domain had it"};
inline constexpr path_part complete{"the request is completed; VMEntry, the guest goes on",
                                    {{211, step::complete_request},
                                     {211, step::check_interrupts},
                                     {211, step::restore_registers},
                                     {211, step::hardware_entry}}};
inline constexpr path_part refill{
    "caches and TLBs are filled again", {{211, step::refill}}, "another domain had the processor"};

// what an in-hypervisor device model asks for, and the answer
inline constexpr path_part take_request{"the request is routed to the driver",
                                        {{207, step::route_request, service_os}}};
inline constexpr path_part answer_request{"the answer goes to the hypervisor by a hypercall",
                                          {{where_it_happens, step::raise_hypercall, service_os}}};

// a change of an interrupt line, or anything else that a device model has to tell the hypervisor
inline constexpr path_part raise{"the service OS tells the hypervisor by a hypercall",
                                 {{where_it_happens, step::raise_hypercall, service_os}},
                                 "a line to the hypervisor rose"};
inline constexpr path_part timer_work{"the timer's device model does what it promised",
                                      {{301, step::virtual_pit, service_os}}};

// an interrupt
inline constexpr path_part interrupt_exit{
    "VMExit", {{301, step::hardware_exit}, {301, step::save_registers}, {301, step::vmread}}};
inline constexpr path_part window_exit{"VMExit as soon as the guest takes interrupts again",
                                       {{302, step::hardware_exit},
                                        {302, step::save_registers},
                                        {302, step::vmread},
                                        {302, step::interrupt_window}},
                                       "the guest did not take interrupts before"};
inline constexpr path_part pass_on{
    "the guest's own exception goes in with VMEntry",
    {{205, step::event_injection}, {205, step::restore_registers}, {205, step::hardware_entry}}};
inline constexpr path_part enter{"VMEntry", {{302, step::restore_registers}, {302, step::hardware_entry}}};
inline constexpr path_part switch_in{"the processor goes to the guest's domain, which fills its caches again",
                                     {{302, step::switch_back}, {302, step::refill}},
                                     "another domain had it"};

// an installation
inline constexpr path_part ask_to_install{"the control panel asks the hypervisor by a hypercall",
                                          {{401, step::raise_hypercall, service_os}},
                                          "the operator asks for it"};
inline constexpr path_part hand_page_over{"the page is handed over by a hypercall",
                                          {{402, step::raise_hypercall, service_os}},
                                          "it comes through the service OS or the network"};
inline constexpr vmm::install_paths install{ask_to_install, hand_page_over};

inline constexpr vmm::monitor_paths all{exit, interrupt_exit, window_exit, go_on, pass_on, enter, switch_in};

/// Figure 2 to block 205, figure 2 by the service OS, figure 3, and figure 4.
std::span<const path_table> tables();

}  // namespace trapline::hybrid::paths
