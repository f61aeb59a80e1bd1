/// The I/O request packet that a hypervisor and a service OS pass to and fro in a page that both see.
/// Blocks 206 and 209-210 (Fig. 2)
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace trapline::vmm {

enum class ioreq_state : std::uint8_t {
  none,        ///< the packet is free
  ready,       ///< written by the hypervisor, waiting for the service OS
  in_process,  ///< a device model works on it
  resp_ready,  ///< the feedback is in the packet
};

inline constexpr std::array<std::string_view, 4> ioreq_state_names{"none", "ready", "in_process",
                                                                   "resp_ready"};

inline std::string_view name_of(ioreq_state s) { return ioreq_state_names[static_cast<std::size_t>(s)]; }

enum class ioreq_kind : std::uint8_t { port, memory };

/// As it lies in the shared page. One a virtual processor: it can have no second access under way.
struct ioreq {
  std::uint64_t address;  ///< the port, or the guest-physical address
  std::uint64_t data;     ///< the value written, or the feedback
  std::uint32_t width;    ///< bytes: 1, 2, 4 or 8
  ioreq_kind kind;
  bool is_read;
  ioreq_state state;
};

}  // namespace trapline::vmm
