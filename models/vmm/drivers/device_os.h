/// The operating system that owns the machine's devices: the service OS of a hybrid monitor, the host
/// OS of a hosted one. Its drivers do their work through this, whichever of the two it is; what that
/// spends is spent on account::service_os.
/// Element 112 (Fig. 1), 512 (Fig. 5): what the two have in common
#pragma once

#include <array>
#include <deque>

#include "models/costs/cost_sampler.h"
#include "models/vmm/board/model_host.h"
#include "models/vmm/drivers/driver.h"
#include "models/vmm/exits/current_operation.h"

namespace trapline::vmm {

class device_os {
 public:
  static constexpr unsigned interrupt_lines = 16;

  /// @param at_work the monitor's.
  device_os(cost_sampler& costs, current_operation& at_work) : costs_{costs}, at_work_{at_work} {}
  device_os(const device_os&) = delete;
  device_os& operator=(const device_os&) = delete;

  /// Queues a piece of work, once however often it is submitted before it runs, and sees to it that it
  /// is run.
  virtual void submit(work&, instant at) = 0;
  /// What it costs to get here, charged to the first piece of work after the system was entered.
  virtual void charge_entry(processor::step_meter&, processor::physical_processor&) = 0;
  /// The process with a virtual machine's device models goes to work; free if it is at work already.
  virtual void charge_process(processor::step_meter&, processor::physical_processor&,
                              const void* process) = 0;
  /// Something has to be told to the monitor's kernel component: a call to it is due.
  virtual void owe_call() = 0;
  /// Makes the calls that are due, those of device models that ask for something too.
  virtual void settle(processor::step_meter&, processor::physical_processor&, block) = 0;

  /// A device model there wants this work done. The work is submitted by the next pass_requests(), when the request
  /// has come here; at once if there is no way between the two.
  void ask(work&, const model_host& from, instant at);
  /// Charges the way of what device models have asked for since the last time, and submits it: before anything that
  /// waits, by whoever let them act.
  void pass_requests(processor::step_meter& m, processor::physical_processor& cpu, block in) {
    if (!asked_.empty()) pass_asked(m, cpu, in);
  }
  /// What taking such a request up takes here.
  virtual void charge_request_taken(processor::step_meter&, processor::physical_processor&,
                                    const model_host& from) = 0;
  /// The way of an answer to a device model there, from a driver.
  virtual void charge_answer(processor::step_meter&, processor::physical_processor&,
                             const model_host& to) = 0;

  /// The driver that an interrupt of the machine is for.
  void attach(unsigned irq, driver& d) { drivers_[irq] = &d; }
  driver* driver_of(unsigned irq) const { return drivers_[irq]; }
  /// The lines that have a driver, as a set of bits.
  std::uint16_t driven_lines() const;
  /// The machine's firmware has used the devices before; to be said before boot().
  void follows_firmware() { follows_firmware_ = true; }
  /// Sets the devices up; before any guest runs.
  void boot(processor::physical_processor&);

  /// Lets device models do something as a part of what the meter measures, and tells what comes of it.
  template <typename Call>
  void call_models(processor::step_meter& m, processor::physical_processor& cpu, Call call) {
    cpu.take_turn();
    {
      const current_operation::scope working{at_work_, m};
      call();
    }
    settle(m, cpu, at_interrupt);
  }
  /// The same for something that a driver has from its device, with the way to the model: to the process
  /// that has the virtual machine's, and from there by a call to one near the guest, in the hypervisor or
  /// the kernel VMM.
  template <typename Call>
  void pass_on(processor::step_meter& m, processor::physical_processor& cpu, const model_host& to,
               Call call) {
    m.account_for(cpu, drivers_work);
    charge_process(m, cpu, to.owner());
    if (to.near()) owe_call();
    settle(m, cpu, at_interrupt);
    call_models(m, cpu, call);
  }

  cost_sampler& costs() { return costs_; }
  current_operation& at_work() { return at_work_; }

 protected:
  ~device_os() = default;

  /// Whether what a device model there asks for has a way to come, and that way.
  virtual bool is_a_way_from(const model_host&) const = 0;
  virtual void charge_request(processor::step_meter&, processor::physical_processor&, const model_host& from,
                              block) = 0;

  /// @return whether the work was not queued yet.
  bool enqueue(work&);
  bool has_work() const { return !queue_.empty(); }
  /// The work that waits longest; null if none does. @pre it is this processor's turn.
  work* take();

 private:
  void pass_asked(processor::step_meter&, processor::physical_processor&, block);

  cost_sampler& costs_;
  current_operation& at_work_;
  struct request {
    work& what;
    const model_host& from;
  };

  std::deque<work*> queue_;
  std::deque<request> asked_;
  std::array<driver*, interrupt_lines> drivers_{};
  bool follows_firmware_ = false;
};

}  // namespace trapline::vmm
