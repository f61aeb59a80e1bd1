/// The firmware hub: a flash part with the BIOS behind the I/O controller hub. Its last byte stands at
/// the top of the 4 GiB; its upper 128 KiB show again below 1 MiB until the memory controller hub
/// shadows that range.
/// Element 122 (Fig. 1), holding element 16
/// Not modelled: programming the flash, block locking; writes are ignored.
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <cstddef>
#include <span>
#include <systemc>
#include <tlm>
#include <vector>

#include "sim/time.h"

namespace trapline::chipset {

class firmware_hub final : public sc_core::sc_module {
 public:
  firmware_hub(sc_core::sc_module_name, std::vector<std::byte> image, duration read_time);

  tlm_utils::simple_target_socket<firmware_hub> socket;

  std::span<std::byte> image() { return image_; }

 private:
  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time& delay);

  std::vector<std::byte> image_;
  sc_core::sc_time read_time_;
};

}  // namespace trapline::chipset
