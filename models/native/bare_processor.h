/// What runs on a machine without a monitor: the guest, on the bare processor. Ports and the video
/// window are transactions on the processor bus; the interrupt pin is the guest's own.
/// Element 1 (Fig. 1) without elements 110 to 119: the native platform
#pragma once

#include <functional>

#include "models/costs/path.h"
#include "models/devices/interrupts/interrupt_controller.h"
#include "models/processor/guest_memory.h"
#include "models/processor/step_meter.h"
#include "models/processor/virtual_cpu.h"
#include "sim/records/records.h"

namespace trapline::native {

class bare_processor final : public processor::root_software,
                             private processor::guest_supervisor,
                             private instruction_view {
 public:
  /// @param memory the guest's.
  bare_processor(processor::physical_processor&, const engine::instruction_costs&, records&,
                 const processor::guest_memory& memory);

  processor::virtual_cpu& cpu() { return cpu_; }

  /// The machine's interrupt acknowledge cycle: the vector.
  std::function<int(instant)> acknowledge;
  /// The processor's own interrupt controller; null if it has none.
  devices::local_interrupt_controller* local_controller = nullptr;
  /// Where an access to a port or to a device's memory is counted.
  std::function<path_statistics&(bus::address_space, std::uint64_t address, direction)> statistics;
  /// The guest cannot go on; what comes of it the machine decides by finish().
  std::function<void()> halted_for_ever;
  std::function<void()> shut_down;
  /// The processor's FERR# pin.
  std::function<void(bool asserted, instant)> floating_point_error_pin;
  /// Puts the machine back to power-on, for a reset that was asked for: its guest is loaded and begins anew.
  std::function<void(instant)> reset_machine;

  void request_reset() { reset_requested_ = true; }
  void finish() { finished_ = true; }

  void run(processor::physical_processor&) override;
  /// Only until finish(): the simulation goes on.
  void run_guest(processor::physical_processor&);
  void interrupt_pin_changed(processor::physical_processor&, bool high) override;

 private:
  using virtual_cpu = processor::virtual_cpu;

  std::uint32_t port_in(virtual_cpu&, std::uint16_t port, unsigned width) override;
  void port_out(virtual_cpu&, std::uint16_t port, unsigned width, std::uint32_t value) override;
  std::uint64_t memory_read(virtual_cpu&, std::uint64_t address, unsigned width) override;
  void memory_write(virtual_cpu&, std::uint64_t address, unsigned width, std::uint64_t value) override;
  /// Nobody intercepts anything.
  bool intercepts(const virtual_cpu&, engine::exit_kind, std::uint64_t, std::uint64_t) const override {
    return false;
  }
  void intercepted(virtual_cpu&, engine::exit_kind, std::uint64_t, std::uint64_t) override {}
  void floating_point_error(virtual_cpu&, bool asserted) override;
  unsigned task_priority(virtual_cpu&) override;
  void set_task_priority(virtual_cpu&, unsigned priority) override;
  void local_apic_switched(virtual_cpu&, bool on) override;
  int take_interrupt(virtual_cpu&) override;
  std::uint64_t time_stamp(const virtual_cpu&) const override;
  void at_boundary(virtual_cpu&, instant planned) override;
  instant next_look(virtual_cpu&) override;
  instruction look() const override;

  /// @param access carries it out. @return what was read or written.
  template <typename Access>
  std::uint64_t measure(bus::address_space, std::uint64_t address, unsigned width, direction, Access access);
  void wait_for_interrupt();

  processor::physical_processor& processor_;
  records& records_;
  const processor::guest_memory& memory_;
  virtual_cpu cpu_;
  bool reset_requested_ = false;
  bool finished_ = false;
};

}  // namespace trapline::native
