/// The native platform: the guest on the bare machine, every port a transaction to a physical chip.
#pragma once

#include "models/devices/storage/disk_mechanics.h"
#include "models/devices/storage/image_medium.h"
#include "models/native/bare_processor.h"
#include "models/vmm/injection/interrupt_log.h"
#include "platform/machine/computing_system.h"
#include "platform/machine/console_line.h"
#include "platform/machine/firmware_boot.h"
#include "platform/machine/guest_watch.h"
#include "platform/machine/injected_lines.h"
#include "platform/machine/interrupt_observers.h"
#include "platform/machine/live_devices.h"
#include "platform/machine/loaded_guest.h"
#include "platform/machine/machine_network.h"
#include "platform/machine/typist.h"
#include "platform/platform.h"

namespace trapline {

class native_platform final : public platform {
 public:
  native_platform(const scenario&, loaded_guest&, const engine::instruction_costs&, run_measurement&);

  void connect(console&) override;
  void tell(guest_listener& listener) override { watch_.tell(listener, 0); }
  void tell(machine_recorder&) override;
  /// It has one processor.
  void use_threads(unsigned) override {}
  void tell_processors(records& r) override { machine_.tell_processors(r); }
  void expect_changes() override {}
  /// It has nothing of what can change.
  void adopt(const scenario&, const scenario&, instant) override {}
  firmware_boot* firmware() override { return firmware_ ? &*firmware_ : nullptr; }
  void begin(instant) override;
  processor::processor_order& order() override { return machine_.order; }
  control::operated_system operated() override { return {.devices = no_device_models_}; }
  std::vector<operated_pc> pcs() override;
  computing_system& machine() override { return machine_; }
  typist& keyboard() override { return typist_; }
  void load_vms_by(live_vms::settings_loader) override {}
  std::vector<std::pair<std::string, std::string>> ends() const override;
  void describe(control::system_view&) const override;
  bool over() const override { return fate_.end().has_value(); }
  void give_up(const std::string& reason) override { fate_.give_up(reason); }
  void give_up_running(const std::string& reason) override;
  void report_to(results&) override;

 private:
  path_statistics& counts_of(bus::address_space, std::uint64_t address, direction);
  /// The guest has the machine's devices.
  void connect_devices();
  void power_on();

  const scenario& scenario_;
  loaded_guest& guest_;
  guest_watch watch_;
  vmm::guest_fate fate_;
  std::unique_ptr<machine_firmware> bios_;  ///< null if none runs before the guest
  std::unique_ptr<devices::disk_mechanics> drive_;
  std::unique_ptr<devices::image_medium> floppy_;
  machine_network network_;
  computing_system machine_;
  std::unique_ptr<processor::guest_memory> memory_;
  native::bare_processor bare_;
  vmm::interrupt_log interrupts_;
  vmm::current_operation no_monitor_;
  interrupt_recorder recorder_;
  injected_lines injected_{recorder_};
  typist typist_;
  std::optional<console_line> console_line_;
  std::array<path_statistics*, 2> unclaimed_;
  no_device_models no_device_models_;
  std::optional<firmware_boot> firmware_;
};

}  // namespace trapline
