/// The machine's start by its own firmware ([0017]): from power-on the BIOS in the firmware hub runs on the first
/// processor, in the machine's memory and with its physical devices; the other processors wait, as they do for
/// their start-up message. When the BIOS has handed over to the boot sector everything stands still, until
/// go_on(): then whatever owns the processors otherwise runs, from the devices as the BIOS left them.
///
/// That instant is when the processor stands still inside the boot sector, which it has loaded from the machine's
/// disk (boot_track.h). It is chosen because it is what every BIOS of a PC ends with, by whichever of its vectors
/// it gets there: INT 19h is a BIOS's own affair, and the first instruction at 0:7C00h could be the BIOS's memory
/// test.
/// Element 16 (Fig. 1) at work
/// Not modelled: that the boot sector loads anything; what that takes.
#pragma once

#include <map>
#include <optional>
#include <systemc>

#include "models/native/bare_processor.h"
#include "platform/machine/computing_system.h"
#include "platform/machine/interrupt_observers.h"
#include "platform/machine/machine_firmware.h"
#include "platform/machine/run_measurement.h"

namespace trapline {

class firmware_boot final : public processor::root_software {
 public:
  /// @param after who runs the processors then; installed on them already.
  firmware_boot(machine_firmware&, computing_system&, const engine::instruction_costs&, run_measurement&,
                processor::root_software& after);

  /// Whether it has handed over, at the present instant.
  bool handed_over() const { return handed_over_; }
  /// Whether it has come to an end otherwise.
  bool failed() const { return firmware_.fate.end().has_value(); }
  /// It was not let come to its end.
  void give_up(const std::string& reason) { firmware_.fate.give_up(reason); }
  /// The processors go on. @pre handed_over(), and everything stands still
  void go_on();
  void report_to(results&);

  void run(processor::physical_processor&) override;
  void interrupt_pin_changed(processor::physical_processor&, bool high) override;
  instant guest_bound(const processor::physical_processor&, instant others) const override;

 private:
  using counts_by_device =
      std::map<std::pair<bus::address_space, const vmm::device_model*>, std::array<path_statistics*, 2>>;

  void connect();
  void power_on();
  void stands_still();
  void hand_over(processor::physical_processor&);
  path_statistics& counts_of(bus::address_space, std::uint64_t address, direction);

  machine_firmware& firmware_;
  computing_system& machine_;
  run_statistics& statistics_;
  processor::root_software& after_;
  std::unique_ptr<processor::guest_memory> memory_;
  native::bare_processor bare_;
  vmm::interrupt_log interrupts_;
  vmm::current_operation no_monitor_;
  interrupt_recorder recorder_{interrupts_, no_monitor_};
  counts_by_device counts_;
  bool handed_over_ = false;
  bool gone_on_ = false;
  std::optional<instant> ended_at_;
  std::string screen_;
  sc_core::sc_event go_on_{"firmware_has_handed_over"};
};

}  // namespace trapline
