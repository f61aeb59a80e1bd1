/// The VGA's memory as a target of the machine's bus, and as the memory model that a monitor asks.
#pragma once

#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

#include "models/devices/vga.h"
#include "models/vmm/virtual_machine.h"

namespace trapline {

class video_window final : public vmm::memory_model {
 public:
  explicit video_window(devices::vga& chip) : chip_{chip} {}
  std::uint64_t read(std::uint64_t address, unsigned width, instant now) override;
  void write(std::uint64_t address, unsigned width, std::uint64_t value, instant now) override;

 private:
  devices::vga& chip_;
};

class video_target final : public sc_core::sc_module {
 public:
  video_target(sc_core::sc_module_name, devices::vga&);
  tlm_utils::simple_target_socket<video_target> socket;

 private:
  void b_transport(tlm::tlm_generic_payload&, sc_core::sc_time& delay);

  video_window window_;
};

}  // namespace trapline
