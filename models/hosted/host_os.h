/// The host OS: it owns the machine's physical devices. Its drivers run in the kernel, on the processor
/// that took the interrupt or on whose behalf the request was made, without any switch; one at a time.
/// Element 512 (Fig. 5)
/// Not modelled: its instructions (its work is charged step by step), a page cache and an I/O scheduler,
/// its own processes.
#pragma once

#include <deque>

#include "models/devices/line.h"
#include "models/hosted/crossing.h"
#include "models/vmm/drivers/device_os.h"
#include "models/vmm/virtual_time/timer_board.h"

namespace trapline::hosted {

class kernel_vmm;

class host_os final : public vmm::device_os {
 public:
  /// @param vmm_has_own_context the kernel VMM runs in a context of its own, two world switches away.
  host_os(kernel_vmm&, cost_sampler&, vmm::current_operation&, bool vmm_has_own_context);

  /// The work is done by the next work_off(), on any processor.
  void submit(vmm::work& w, instant) override { enqueue(w); }
  /// Nothing: the kernel is there already.
  void charge_entry(processor::step_meter&, processor::physical_processor&) override {}
  void charge_process(processor::step_meter&, processor::physical_processor&, const void* process) override;
  void owe_call() override { ++calls_owed_; }
  /// An interrupt line whose end is in another part of the monitor has changed: settle() charges the crossing
  /// of one that rose and tells it, one that fell is told with whatever is told next.
  void tell(crossing, devices::line_sink& end, bool high, instant at);

  /// Does what has been submitted, unless another processor is at it: then that one does. Also waits,
  /// while drivers talk to their devices.
  void work_off(processor::physical_processor&);
  /// Charges what is owed, and tells.
  void settle(processor::step_meter&, processor::physical_processor&, block) override;
  /// Nothing: the caller is in the driver.
  void charge_request_taken(processor::step_meter&, processor::physical_processor&,
                            const vmm::model_host&) override {}
  /// To the kernel VMM by a call of it, to the user-mode VMM by waking its process; to a model of the host OS itself
  /// there is no way.
  void charge_answer(processor::step_meter&, processor::physical_processor&,
                     const vmm::model_host& to) override;

  /// A call from the kernel VMM to the rest of the host OS; before it, and after it.
  void enter_from_vmm(processor::step_meter&, processor::physical_processor&, block);
  void return_to_vmm(processor::step_meter&, processor::physical_processor&, block);

  /// What a device model does within such a call: its return brings what has to be told to the kernel VMM.
  class within_call {
   public:
    explicit within_call(host_os& host) : host_{host} { host_.within_call_ = true; }
    ~within_call() { host_.within_call_ = false; }
    within_call(const within_call&) = delete;
    within_call& operator=(const within_call&) = delete;

   private:
    host_os& host_;
  };

  /// The timers of the device models that live here, outside of the kernel VMM.
  vmm::timer_board& timers() { return timers_; }
  const vmm::timer_board& timers() const { return timers_; }

 private:
  struct change {
    crossing by;
    bool carried;  ///< by a return that is charged anyway
    devices::line_sink& end;
    bool high;
    instant at;
  };
  bool is_a_way_from(const vmm::model_host& m) const override { return m.at() != place::host_os; }
  /// From the kernel VMM by a call, from the user-mode VMM by a system call.
  void charge_request(processor::step_meter&, processor::physical_processor&, const vmm::model_host& from,
                      block) override;
  void cross(processor::step_meter&, processor::physical_processor&, block, crossing);

  kernel_vmm& vmm_;
  vmm::timer_board timers_;
  unsigned calls_owed_ = 0;
  std::deque<change> to_tell_;
  bool within_call_ = false;
  const void* process_ = nullptr;
  bool vmm_has_own_context_;
  bool working_ = false;
};

}  // namespace trapline::hosted
