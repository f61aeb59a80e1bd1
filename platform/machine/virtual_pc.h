/// One virtual machine of a monitor, put together: its device models spread over the places that its
/// placement names, its interrupt lines carried across where they have to be, its disk a range of the
/// physical one, its floppy an image in memory of the operating system that owns the devices.
/// Element 115, 116, 117 (Fig. 1), 515, 516, 517 (Fig. 5)
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "models/vmm/key_sink.h"
#include "models/vmm/keyboard_driver.h"
#include "models/vmm/serial_driver.h"
#include "platform/machine/guest_watch.h"
#include "platform/machine/loaded_guest.h"
#include "platform/machine/pc.h"
#include "platform/machine/pic_adapter.h"
#include "platform/machine/rearming_medium.h"
#include "platform/machine/tick_sources.h"
#include "platform/machine/video_window.h"
#include "platform/machine/vm_surroundings.h"

namespace trapline {

class virtual_pc final : public vmm::serial_sink, private devices::dma_memory, private vmm::key_sink {
 public:
  struct parts {
    vm_surroundings& around;         ///< the monitor
    run_measurement& measurement;
    clock_domain cpu_clock;
    std::span<std::byte> ram;        ///< its region of the machine's memory
    devices::block_medium* disk;     ///< its range of the physical disk; may be null
    devices::block_medium* floppy;   ///< may be null
  };
  virtual_pc(loaded_guest&, const parts&);

  vmm::virtual_machine& machine() { return machine_; }
  vmm::domain& domain() { return guest_runs_as_.domain; }
  const vm_settings& settings() const { return guest_.settings(); }
  bool ended() const { return machine_.fate.end().has_value(); }
  bool endless() const { return machine_.fate.is_endless(); }
  /// What is typed goes to this VM from now on.
  void take_attention(vmm::keyboard_driver&);
  /// What comes in on its first serial line.
  void received(std::uint8_t, instant) override;
  const devices::ns16550& uart() const { return devices_.uart; }
  bool has_near(std::string_view device) { return &host_of(device) == &machine_.near; }
  void listen_to_serial(std::function<void(char)> f) { watch_.serial.tell(std::move(f)); }
  void tell(guest_listener& listener, std::size_t vm) { watch_.tell(listener, vm); }
  /// A processor has its code, or an exit of it, in hand.
  bool running() const { return guest_runs_as_.cpu.running(); }
  /// It has ended; what it wrote to its serial lines goes out if it turned itself off.
  void send_rest();
  vm_result result();

 private:
  void install_devices();
  void connect_interrupts(vm_surroundings&);
  /// A device that ticks.
  struct ticking {
    std::string_view device;
    vmm::tick_source& source;
  };
  /// Where a ticking device's interrupt line ends: what keeps its ticks before the controller.
  devices::line_sink& tick_line_of(const ticking&, const pc::interrupt_output&, vm_surroundings&);
  bool follows_guest_time(const devices::device*) const;
  place place_of(std::string_view device) const { return settings().places.at(std::string{device}); }
  vmm::model_host& host_of(std::string_view device);
  engine::x86_core& core() { return guest_runs_as_.cpu.core(); }
  void power_on(instant);
  void read(std::uint32_t address, std::span<std::byte> data) override;
  void write(std::uint32_t address, std::span<const std::byte> data) override;
  void scan_code(std::uint8_t, instant) override;

  loaded_guest& guest_;
  guest_watch watch_;
  vmm::virtual_machine machine_;
  std::unique_ptr<rearming_medium> disk_;
  std::unique_ptr<rearming_medium> floppy_;
  pc devices_;
  video_window video_;
  pic_acknowledge controller_;
  guest_domain guest_runs_as_;
  pic_log pic_log_;
  tick_observer tick_observer_{pic_log_, machine_.time};
  pit_ticks pit_ticks_{devices_.pit, devices_.pic};
  rtc_ticks rtc_ticks_{devices_.rtc, devices_.pic};
  std::array<ticking, 2> ticking_{{{"pit", pit_ticks_}, {"rtc", rtc_ticks_}}};
  std::vector<bus::device_target*> targets_;
  bus::device_target* keyboard_target_ = nullptr;
  bus::device_target* uart_target_ = nullptr;
};

}  // namespace trapline
