/// One virtual machine of a monitor, put together: its device models in the places that its placement
/// names, its interrupt lines carried across where they have to be, its disk a range of the physical one,
/// its floppy an image in memory of the operating system that owns the devices.
/// Element 115, 116, 117 (Fig. 1), 515, 516, 517 (Fig. 5)
#pragma once

#include <optional>

#include "models/vmm/drivers/disk_driver.h"
#include "models/vmm/drivers/image_server.h"
#include "models/vmm/drivers/network_bridge.h"
#include "platform/images/image_collection.h"
#include "platform/machine/changing_policies.h"
#include "platform/machine/counted_medium.h"
#include "platform/machine/driver_inputs.h"
#include "platform/machine/guest_watch.h"
#include "platform/machine/injected_lines.h"
#include "platform/machine/interrupt_observers.h"
#include "platform/machine/loaded_guest.h"
#include "platform/machine/machine_recorder.h"
#include "platform/machine/operated_pc.h"
#include "platform/machine/vm_surroundings.h"

namespace trapline {

class virtual_pc final : private devices::dma_memory {
 public:
  struct parts {
    vm_surroundings& around;  ///< the monitor
    run_measurement& measurement;
    clock_domain cpu_clock;
    std::span<std::byte> ram;            ///< its region of the machine's memory
    vmm::disk_driver::range* disk;       ///< its range of the physical disk; may be null
    vmm::image_server* floppy;           ///< may be null
    const image_collection* images;      ///< of devices of the user's own; null if no VM has any
    vmm::network_bridge::port* network;  ///< its network card's end of the bridge; null if it has none
  };
  virtual_pc(loaded_guest&, const parts&);

  vmm::virtual_machine& machine() { return machine_; }
  vmm::guest_domain& domain() { return guest_runs_as_.domain; }
  const vm_settings& settings() const { return guest_.settings(); }
  std::vector<std::string> device_names() const;
  bool ended() const { return machine_.fate.end().has_value(); }
  std::string end_reason() const { return ended() ? machine_.fate.end()->reason : ""; }
  bool endless() const { return machine_.fate.is_endless(); }
  /// What is typed goes to this VM from now on.
  void take_attention(vmm::keyboard_driver& driver) { driver.focus(keys_); }
  /// What comes in on its first serial line.
  vmm::serial_sink& serial_line() { return serial_; }
  const devices::serial_port& serial_port() { return *devices().role<devices::serial_port>().first; }
  void listen_to_serial(std::function<void(char)> f) { watch_.serial.tell(std::move(f)); }
  void tell(guest_listener& listener, std::size_t vm) { watch_.tell(listener, vm); }
  void tell(machine_recorder&, std::size_t vm);
  loaded_guest& guest() { return guest_; }
  std::span<std::byte> ram() { return machine_.memory().ram(); }
  /// As an operator reaches it. @param keyboard the machine's
  operated_pc operated(vmm::keyboard_driver& keyboard);

  // --- an operator's; its domain has left, or leaves, its processor
  bool is_off() const { return off_; }
  void power_off();
  /// From its next turn on it is as after power-on, with empty memory.
  void power_on();
  /// It is gone: nothing reaches its memory any more.
  void destroy();
  /// Its guest is in its memory as at power-on; before it has run.
  void load_again();
  /// Its clock shows the date that the scenario gives it. @pre it gives one
  void set_clock(instant now);
  void change_disk(vmm::disk_driver::range& to);
  void insert_floppy(vmm::image_server&, instant now);
  void eject_floppy(instant now);

  /// A processor has its code, or an exit of it, in hand.
  bool running() const { return guest_runs_as_.cpu.running(); }
  /// From now on it has these settings instead of those, where the machine stands still.
  void adopt(const vm_settings& before, const vm_settings& next, instant now);
  /// It has ended; what it wrote to its serial lines goes out if it turned itself off.
  void send_rest();
  vm_result result();

 private:
  vmm::board& devices() { return machine_.devices; }
  std::string state() const;
  void add_devices(const parts&);
  engine::x86_core& core() { return guest_runs_as_.cpu.core(); }
  void power_on(instant);
  /// After a reset. It ends where it cannot be loaded again.
  void begin_again(instant);

  // What its DMA controllers reach
  void read(std::uint32_t address, std::span<std::byte> data) override;
  void write(std::uint32_t address, std::span<const std::byte> data) override;

  records& room_;
  loaded_guest& guest_;
  guest_watch watch_;
  changing_tick_policy tick_policy_;
  vmm::virtual_machine machine_;
  std::optional<counted_medium> disk_;
  std::deque<counted_medium> floppies_;  ///< that were in the drive; the last one is
  bool off_ = false, cold_ = false, gone_ = false;
  vmm::network_bridge::port* network_;
  guest_domain guest_runs_as_;
  interrupt_recorder recorder_;
  tick_observer tick_observer_{recorder_, machine_.time};
  injected_lines injected_{tick_observer_};
  key_input keys_{machine_};
  serial_input serial_{machine_};
};

}  // namespace trapline
