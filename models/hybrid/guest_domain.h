/// A virtual machine as the hypervisor runs it: what each exit of its processor leads to. Figure 2 is
/// perform(), figure 3 is deliver().
/// Element 117 (Fig. 1) runs on it; blocks 201-206, 211 (Fig. 2), 301-303 (Fig. 3)
#pragma once

#include "models/hybrid/io_request.h"
#include "models/hybrid/sensitive_exits.h"
#include "models/processor/virtual_cpu.h"
#include "models/vmm/domain.h"
#include "models/vmm/virtual_machine.h"

namespace trapline::hybrid {

class hypervisor;

class guest_domain final : public vmm::domain, private processor::guest_supervisor, private devices::line_sink {
 public:
  /// @param packet the VM's request packet, in the page that it shares with the service OS.
  guest_domain(hypervisor&, vmm::virtual_machine&, const engine::instruction_costs&, vmm::ioreq& packet);

  void run(processor::physical_processor&) override;

  vmm::virtual_machine& machine() { return machine_; }
  processor::virtual_cpu& cpu() { return cpu_; }
  /// The virtual interrupt controller's INT output goes here.
  devices::line_sink& interrupt_input() { return *this; }

  /// The service OS has put the feedback into the packet.
  void feedback_ready(instant at);
  /// Looks up at the next boundary if it runs on that processor.
  void look_up_if_on(const processor::physical_processor&);

 private:
  using physical_processor = processor::physical_processor;
  using virtual_cpu = processor::virtual_cpu;

  std::uint32_t port_in(virtual_cpu&, std::uint16_t port, unsigned width) override;
  void port_out(virtual_cpu&, std::uint16_t port, unsigned width, std::uint32_t value) override;
  std::uint64_t memory_read(virtual_cpu&, std::uint64_t address, unsigned width) override;
  void memory_write(virtual_cpu&, std::uint64_t address, unsigned width, std::uint64_t value) override;
  bool sensitive(virtual_cpu&, engine::exit_kind, std::uint64_t detail, std::uint64_t value) override;
  int take_interrupt(virtual_cpu&) override;
  std::uint64_t time_stamp(virtual_cpu&) override;
  void at_boundary(virtual_cpu&, instant planned) override;
  instant next_look(virtual_cpu&) override;
  void set_level(bool high, instant at) override;

  /// One trapped access, from 201 to 205 or 211. @return what was read.
  std::uint64_t perform(const vmm::ioreq& operation);
  /// Blocks 206 to 211, waiting for the service OS in between.
  void ask_service_os(const vmm::ioreq& operation);

  void deliver(physical_processor&);
  void inject_event(processor::step_meter&, physical_processor&);
  /// By the way that deliver() has charged, or by event injection after all. @return what is left for
  /// the processor to deliver, -1 for nothing.
  int enter_handler(physical_processor&, int vector);
  void external_exit(physical_processor&);
  bool should_stop() const;
  void halt(physical_processor&);
  void restart(instant);

  hypervisor& hypervisor_;
  vmm::virtual_machine& machine_;
  processor::virtual_cpu cpu_;
  vmm::ioreq& packet_;
  io_request request_;
  processor::step_meter access_;
  processor::step_meter delivery_;
  exit_statistics& io_exits_;
  exit_statistics& memory_exits_;
  exit_statistics& halts_;
  exit_statistics& external_;
  exit_statistics& windows_;
  sensitive_exits sensitive_exits_;
  bool delivery_charged_ = false;
  bool tweaks_ = false;
  bool waiting_ = false;
  bool halted_ = false;
  /// An interrupt that comes before another instruction needs no exit of its own.
  std::uint64_t instructions_at_entry_ = 0;
  instant slice_end_;
};

}  // namespace trapline::hybrid
