/// One virtual machine of the hybrid platform, put together: its device models spread over the places
/// that its placement names, its interrupt lines carried across where they have to be, its disk a
/// range of the physical one.
/// Element 115, 116, 117 (Fig. 1)
#pragma once

#include <deque>
#include <memory>

#include "models/hybrid/guest_domain.h"
#include "models/hybrid/hypervisor.h"
#include "models/hybrid/keyboard_driver.h"
#include "models/hybrid/line_crossing.h"
#include "models/vmm/key_sink.h"
#include "platform/guest_watch.h"
#include "platform/loaded_guest.h"
#include "platform/pc.h"
#include "platform/pic_adapter.h"
#include "platform/rearming_medium.h"
#include "platform/video_window.h"

namespace trapline {

class virtual_pc final : private devices::dma_memory, private vmm::key_sink {
 public:
  struct parts {
    hybrid::hypervisor& hypervisor;
    const engine::instruction_costs& costs;
    run_measurement& measurement;
    clock_domain cpu_clock;
    std::span<std::byte> ram;        ///< its region of the machine's memory
    vmm::ioreq& packet;              ///< in the page shared with the service OS
    devices::block_medium* disk;     ///< its range of the physical disk; may be null
  };
  virtual_pc(loaded_guest&, const parts&);

  vmm::virtual_machine& machine() { return machine_; }
  hybrid::guest_domain& domain() { return domain_; }
  const vm_settings& settings() const { return guest_.settings(); }
  bool ended() const { return machine_.fate.end().has_value(); }
  /// What is typed goes to this VM from now on.
  void take_attention(hybrid::keyboard_driver&);
  vm_result result();

 private:
  void install_devices();
  void connect_interrupts(hybrid::service_os&);
  devices::line_sink& across(hybrid::service_os&, bool from_near, bool to_near, devices::line_sink& to);
  bool is_near(std::string_view device) const;
  void power_on(instant);
  void read(std::uint32_t address, std::span<std::byte> data) override;
  void write(std::uint32_t address, std::span<const std::byte> data) override;
  void scan_code(std::uint8_t, instant) override;

  loaded_guest& guest_;
  guest_watch watch_;
  vmm::virtual_machine machine_;
  std::unique_ptr<rearming_medium> disk_;
  pc devices_;
  video_window video_;
  pic_acknowledge controller_;
  hybrid::guest_domain domain_;
  pic_log pic_log_;
  std::deque<hybrid::line_to_hypervisor> to_hypervisor_;
  std::deque<hybrid::line_to_service_os> to_service_os_;
  std::vector<bus::device_target*> targets_;
  bus::device_target* keyboard_target_ = nullptr;
};

}  // namespace trapline
