/// What the platforms with a monitor have in common: the machine with the physical disk behind all
/// virtual ones, the monitor's own part of its memory and the virtual machines' after it, the drivers,
/// what is typed.
/// Element 1 (Fig. 1), 500 (Fig. 5), with a monitor in it
#pragma once

#include <optional>

#include "models/devices/storage/disk_mechanics.h"
#include "models/processor/core_team.h"
#include "models/vmm/board/place_transport.h"
#include "models/vmm/drivers/device_os.h"
#include "models/vmm/drivers/disk_driver.h"
#include "models/vmm/drivers/image_server.h"
#include "models/vmm/drivers/network_driver.h"
#include "models/vmm/machines/vm_creation.h"
#include "models/vmm/scheduling/domain_scheduler.h"
#include "platform/images/image_collection.h"
#include "platform/live_vms.h"
#include "platform/machine/computing_system.h"
#include "platform/machine/console_line.h"
#include "platform/machine/disk_array.h"
#include "platform/machine/firmware_boot.h"
#include "platform/machine/live_devices.h"
#include "platform/machine/live_images.h"
#include "platform/machine/machine_network.h"
#include "platform/machine/memory_regions.h"
#include "platform/machine/model_installer.h"
#include "platform/machine/typist.h"
#include "platform/machine/virtual_pc.h"
#include "platform/platform.h"

namespace trapline {

namespace vmm {
class monitor;
}

class monitored_platform : public platform, protected vm_surroundings {
 public:
  void connect(console&) override;
  void tell(guest_listener&) override;
  void tell(machine_recorder&) override;
  void use_threads(unsigned n) override { team_.use_threads(n); }
  void tell_processors(records& r) override { machine_.tell_processors(r); }
  void expect_changes() override;
  void adopt(const scenario& before, const scenario& next, instant now) override;
  firmware_boot* firmware() override { return firmware_ ? &*firmware_ : nullptr; }
  void begin(instant) override;
  processor::processor_order& order() override { return machine_.order; }
  control::operated_system operated() override {
    return {.devices = live_devices_, .images = live_images_ ? &*live_images_ : nullptr, .vms = &live_vms_};
  }
  std::vector<operated_pc> pcs() override;
  computing_system& machine() override { return machine_; }
  typist& keyboard() override { return typist_; }
  void load_vms_by(live_vms::settings_loader f) override { live_vms_.load_by(std::move(f)); }
  std::vector<std::pair<std::string, std::string>> ends() const override;
  void describe(control::system_view&) const override;
  bool over() const override;
  void give_up(const std::string& reason) override;
  void give_up_running(const std::string& reason) override;
  void report_to(results&) override;

 protected:
  monitored_platform(const scenario&, std::deque<loaded_guest>&);

  static std::unique_ptr<vmm::domain_scheduler> policy_of(const scenario&);
  /// That policy, which can be exchanged.
  std::unique_ptr<vmm::domain_scheduler> scheduler_for(const scenario&);
  /// Gives a virtual machine's domain its part in the sharing of processors.
  static void share(vmm::domain&, const vm_settings&);
  /// The next part of the machine's memory. @throws config_error if there is no such part.
  std::span<std::byte> region(std::uint64_t bytes) { return memory_.take(bytes); }
  /// Attaches the drivers and adds the virtual machines: the last step of making a platform.
  /// @param costs of the instructions of the machine's own firmware.
  void populate(vmm::device_os&, std::deque<loaded_guest>&, const engine::instruction_costs& costs,
                run_measurement&);
  /// The root software.
  virtual vmm::monitor& monitor() = 0;
  /// What this kind of platform has besides that begins with the guests.
  virtual void begin_own(instant) {}
  /// What only this kind of platform has of the settings.
  virtual void adopt_own(const scenario& /*before*/, const scenario& /*next*/, instant) {}
  /// All guests have ended that are waited for.
  virtual void finish() = 0;
  /// The places that device models of another virtual machine can be in, with timers of its own.
  virtual std::vector<location> make_places() = 0;
  std::vector<location> places() override { return places_; }
  /// The timers of the virtual machine that is being made belong to this domain.
  void keep_timers_for(vmm::domain&);
  /// Drives, keys and lines interrupt the machine's first processor.
  virtual void devices_interrupt() = 0;
  /// A timer of these interrupts the machine, for the system that owns the devices.
  virtual vmm::timer_queue& machine_interrupts() = 0;
  virtual const vmm::install_paths& install_paths() const = 0;
  /// @param least what passes at least between an exit of guest code and the first thing that it leads to.
  void set_lookahead(const cost_sampler&, std::vector<step> least);

  const scenario& scenario_;

 private:
  void adopt_costs(const scenario& before, const scenario& next);
  friend class live_vms;

  /// @throws config_error if the machine has no room
  virtual_pc& add_guest(loaded_guest&);
  /// What begins where the monitor does, besides the guests.
  void begin_with_monitor(instant);
  /// Those begin as soon as what their clocks show at first is known, at once if it is given.
  void let_begin(const std::vector<virtual_pc*>&);
  vmm::disk_driver::range& range_of(devices::disk_image&);
  vmm::disk_driver::range* disk_for(loaded_guest&);
  /// The system that owns the devices keeps the image of a virtual floppy in its memory: what the guest reads
  /// takes the time of the accesses and, if the controller is near the guest, of asking for it; no drive's.
  vmm::image_server* floppy_for(loaded_guest&);
  /// Its end of the bridge; null without a network card.
  vmm::network_bridge::port* cable_for(loaded_guest&);

  processor::core_team team_;
  std::unique_ptr<machine_firmware> bios_;  ///< null if none runs
  std::unique_ptr<image_collection> images_;
  std::unique_ptr<disk_array> store_;
  std::unique_ptr<devices::disk_mechanics> drive_;
  machine_network network_;

 protected:
  computing_system machine_;

 private:
  vmm::keyboard_driver keyboard_driver_;
  std::optional<vmm::disk_driver> disk_driver_;
  std::optional<vmm::serial_driver> serial_driver_;
  std::optional<vmm::network_bridge> bridge_;
  std::optional<vmm::network_driver> network_driver_;
  std::optional<console_line> console_line_;
  vmm::device_os* os_ = nullptr;
  const run_statistics* counted_ = nullptr;
  std::vector<location> places_;
  typist typist_;
  memory_regions memory_{machine_.dram.contents()};
  run_measurement* measurement_ = nullptr;
  std::deque<loaded_guest>* files_ = nullptr;
  guest_listener* listener_ = nullptr;
  std::uint64_t disk_offset_ = 0;  ///< where the next virtual disk begins on the physical one
  std::deque<vmm::image_server> floppies_;
  std::deque<virtual_pc> guests_;
  std::deque<vmm::vm_creation> creations_;
  changing_scheduler* scheduler_ = nullptr;  ///< the monitor's
  std::vector<step> least_before_touch_;
  std::optional<model_installer> installer_;
  live_devices live_devices_{guests_, installer_};
  std::optional<live_images> live_images_;
  live_vms live_vms_{*this};
  std::optional<firmware_boot> firmware_;
};

}  // namespace trapline
