/// The parts of an installation, and what differs between the monitors.
/// Elements 401-403 (Fig. 4)
#pragma once

#include "models/costs/path.h"

namespace trapline::vmm {

/// What is charged a page is charged for each 4 KiB that are begun.
inline constexpr std::uint64_t image_page_bytes = 4096;

inline constexpr path_part install_waits{"the installation waits for the system with the devices",
                                         {{402, step::queue, account::idle}},
                                         "it is busy, or has no processor"};
inline constexpr path_part image_comes{"disk or network bring it",
                                       {{402, step::device, account::idle}},
                                       "it comes through the service OS or the network"};
inline constexpr path_part is_installed{"is a model of the device installed there?", {{401, step::probe}}};
inline constexpr path_part read_image{"a page of its file is read, or a packet received and sent",
                                      {{402, step::syscalls, account::service_os}},
                                      "it comes through the service OS or the network"};
inline constexpr path_part copy_page{"a page is copied into the monitor's memory", {{402, step::fetch}}};
inline constexpr path_part verify_page{"the digest of a page is taken", {{402, step::verify}}};
inline constexpr path_part quiesce{"who works on the model is told, and held up", {{402, step::notify}}};
inline constexpr path_part transfer{"a page of its state is transferred", {{402, step::transfer_state}}};
inline constexpr path_part serve{"the routes lead to the new model, which serves",
                                 {{403, step::switch_over}}};

/// What differs between the monitors.
struct install_paths {
  const path_part& ask;        ///< the operator's word reaches the monitor's kernel component
  const path_part& hand_over;  ///< a page reaches it from the operating system that owns the devices
};

}  // namespace trapline::vmm
