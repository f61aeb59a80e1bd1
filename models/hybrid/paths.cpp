#include "models/hybrid/paths.h"

#include <array>

namespace trapline::hybrid::paths {
namespace {

constexpr std::array here{&vmm::trap, &exit, &vmm::full_decode, &vmm::model_moves, &look_up, &answer_here,
                          &ask,       &go_on};

constexpr std::array there{&vmm::trap,
                           &exit,
                           &vmm::full_decode,
                           &vmm::model_moves,
                           &look_up,
                           &request,
                           &notify,
                           &wait_for_service_os,
                           &switch_to,
                           &nested,
                           &upcall,
                           &wake_process,
                           &route,
                           &carry_out_buffered,
                           &answer_there,
                           &feedback,
                           &wait_for_guest,
                           &switch_back,
                           &complete,
                           &refill};

constexpr std::array buffered{&vmm::trap, &exit, &vmm::full_decode, &look_up, &buffer, &go_on};

constexpr std::array asked_for{
    &vmm::work_waits,      &switch_to,         &nested,        &upcall, &take_request,
    &vmm::drivers_request, &vmm::drivers_work, &answer_request};

constexpr std::array interrupt{&interrupt_exit,
                               &vmm::host_interrupt,
                               &vmm::virtual_timer,
                               &vmm::drivers_work,
                               &vmm::wait_for_guest,
                               &vmm::wait_for_processor,
                               &switch_in,
                               &window_exit,
                               &vmm::virtual_controller,
                               &vmm::event_injection,
                               &vmm::stack_tweak,
                               &enter,
                               &vmm::handler};

constexpr std::array installation{&ask_to_install,   &vmm::is_installed, &vmm::install_waits,
                                  &vmm::image_comes, &vmm::read_image,   &hand_page_over,
                                  &vmm::copy_page,   &vmm::verify_page,  &vmm::quiesce,
                                  &vmm::transfer,    &vmm::serve};

constexpr std::array all_tables{
    path_table{"2", "An access that an in-hypervisor device model answers", here},
    path_table{"2", "An access that a device model in the service OS answers", there},
    path_table{"2", "What the disk's in-hypervisor device model asks the service OS for", asked_for},
    path_table{"2", "A write that is buffered", buffered},
    path_table{"3", "An interrupt, from the pin to the handler, under the hypervisor", interrupt},
    path_table{"4", "An installation of a device model of one page in the hypervisor", installation}};

}  // namespace

std::span<const path_table> tables() { return all_tables; }

}  // namespace trapline::hybrid::paths
