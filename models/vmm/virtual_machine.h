/// A virtual machine: a region of the machine's memory, a virtual processor's interrupt line and
/// controller, its device models where the placement puts them, and how it ended.
/// Element 115 (Fig. 1), 515 (Fig. 5)
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "models/devices/line.h"
#include "models/processor/guest_memory.h"
#include "models/vmm/current_operation.h"
#include "models/vmm/guest_fate.h"
#include "models/vmm/interrupt_log.h"
#include "models/vmm/ioreq.h"
#include "models/vmm/model_host.h"
#include "models/vmm/virtual_time.h"

namespace trapline::vmm {

/// What a monitor asks of the virtual interrupt controller, whichever chip that is.
class interrupt_controller {
 public:
  /// The processor takes an interrupt: the vector. What the controller tells the interrupt log about
  /// it comes before the answer.
  virtual int acknowledge(instant) = 0;

 protected:
  ~interrupt_controller() = default;
};

/// Memory that is a device's: the video window.
class memory_model {
 public:
  virtual std::uint64_t read(std::uint64_t address, unsigned width, instant) = 0;
  virtual void write(std::uint64_t address, unsigned width, std::uint64_t value, instant) = 0;

 protected:
  ~memory_model() = default;
};

class virtual_machine {
 public:
  /// Where a group of device models lives and whose timers it uses.
  struct location {
    std::string place;
    timer_queue& timers;
  };
  /// @param places from the monitor's kernel component outwards; at least one.
  /// @param at_work the monitor's.
  virtual_machine(std::string name, std::unique_ptr<processor::guest_memory>, run_statistics&,
                  const std::vector<location>& places, const std::string& injection,
                  clock_domain cpu_clock, good_ending, current_operation& at_work);
  const current_operation& at_work() const { return at_work_; }

  const std::string& name() const { return name_; }
  processor::guest_memory& memory() { return *memory_; }

  /// The places of its device models.
  std::deque<model_host> hosts;
  /// Device models in the monitor's kernel component: the hypervisor, the kernel VMM.
  model_host& near;
  /// Device models farthest from it: in the service OS, the user-mode VMM.
  model_host& far;
  interrupt_log interrupts;
  virtual_time time{interrupts};

  interrupt_controller* controller = nullptr;
  /// Whether the monitor writes interrupt frames itself where it can, instead of injecting events.
  bool stack_tweak = false;
  /// Puts the video window's model in a place; without one the window reads all ones.
  void place_video(memory_model&, model_host&);
  /// The place that answers this operation; the farthest one if nobody claims it.
  model_host& host_of(const ioreq& operation);
  /// Lets a device model carry the operation out, whose steps so far are given. @return what was read.
  std::uint64_t answer(model_host&, const ioreq& operation, const processor::step_meter&, instant);
  /// The processor takes an interrupt, whose way in is given. @return the vector.
  int acknowledge(const processor::step_meter&, instant);

  /// Counts an access under the path that answered it.
  void count(const ioreq& operation, model_host&, const access_record&);

  guest_fate fate;
  /// Something may reach it at any time: input, the end of the run, an interrupt line that another drives.
  bool attended = false;
  /// What others carry out for its device models at present.
  unsigned transfers = 0;
  /// A reset that the monitor has to carry out.
  bool reset_requested = false;
  /// Puts the device models and the firmware's shadow back to power-on.
  std::function<void(instant)> reset_devices;

 private:
  static std::deque<model_host> hosts_in(const std::string& name, const std::vector<location>&,
                                         run_statistics&);
  path_statistics& counts_of(const ioreq& operation, model_host&);

  std::string name_;
  current_operation& at_work_;
  std::unique_ptr<processor::guest_memory> memory_;
  std::array<path_statistics*, 2> unclaimed_;
  memory_model* video_ = nullptr;
  model_host* video_host_ = nullptr;
  std::array<path_statistics*, 2> video_counts_{};
};

}  // namespace trapline::vmm
