#include "models/hosted/paths.h"

#include <array>

namespace trapline::hosted::paths {
namespace {

constexpr std::array in_kernel{&vmm::trap,        &exit,      &vmm::full_decode, &vmm::model_moves,  &look_up,
                               &answer_in_kernel, &call_host, &wait_for_driver,  &enter_after_kernel};

constexpr std::array in_host_os{
    &vmm::trap,         &exit,        &vmm::full_decode, &vmm::model_moves, &look_up,
    &context_switch,    &module_call, &answer_in_kernel, &context_switch,   &wait_for_driver,
    &enter_after_kernel};

constexpr std::array in_user{&vmm::trap,       &exit,        &vmm::full_decode, &vmm::model_moves,
                             &look_up,         &to_user,     &carry_out_unseen, &dispatch,
                             &answer_in_user,  &call_kernel, &wait_in_user,     &ioctl_back,
                             &enter_after_user};

constexpr std::array unawaited{&vmm::trap,     &exit,         &vmm::full_decode,  &look_up,
                               &put_into_ring, &signal_event, &enter_after_kernel};

constexpr std::array in_io_thread{&event_waits, &wake_io_thread, &dispatch, &answer_in_user, &wait_in_user};

constexpr std::array interrupt{&interrupt_exit,
                               &vmm::host_interrupt,
                               &vmm::virtual_timer,
                               &vmm::drivers_work,
                               &vmm::wait_for_guest,
                               &vmm::wait_for_processor,
                               &switch_in,
                               &wake_thread,
                               &window_exit,
                               &vmm::virtual_controller,
                               &vmm::event_injection,
                               &enter,
                               &vmm::handler};

constexpr std::array installation{&ask_to_install,   &vmm::is_installed, &vmm::install_waits,
                                  &vmm::image_comes, &vmm::read_image,   &hand_page_over,
                                  &vmm::copy_page,   &vmm::verify_page,  &vmm::quiesce,
                                  &vmm::transfer,    &vmm::serve};

constexpr std::array all_tables{
    path_table{"5", "An access that an in-kernel device model answers", in_kernel},
    path_table{"5", "An access that a device model in the host OS, outside of the kernel VMM, answers",
               in_host_os},
    path_table{"5", "An access that a device model in the user-mode VMM answers", in_user},
    path_table{"5", "A write that is coalesced, or signals an I/O event", unawaited},
    path_table{"5", "What becomes of the latter in its I/O thread", in_io_thread},
    path_table{"3", "An interrupt, from the pin to the handler, under the kernel VMM", interrupt},
    path_table{"4", "An installation of a device model of one page in the host's kernel", installation}};

}  // namespace

std::span<const path_table> tables() { return all_tables; }

}  // namespace trapline::hosted::paths
