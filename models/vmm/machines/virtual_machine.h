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

#include "models/processor/guest_memory.h"
#include "models/vmm/board/board.h"
#include "models/vmm/board/place_transport.h"
#include "models/vmm/exits/current_operation.h"
#include "models/vmm/exits/ioreq.h"
#include "models/vmm/exits/write_ring.h"
#include "models/vmm/injection/interrupt_log.h"
#include "models/vmm/machines/guest_fate.h"
#include "models/vmm/virtual_time/timer_queue.h"
#include "models/vmm/virtual_time/virtual_time.h"

namespace trapline::vmm {

class virtual_machine {
 public:
  /// Where its device models can live, whose timers they use there, and the way to them.
  struct location {
    place at;
    timer_queue& timers;
    place_transport& way;
  };
  /// @param places from the monitor's kernel component outwards; at least one.
  /// @param at_work the monitor's.
  virtual_machine(std::string name, std::unique_ptr<processor::guest_memory>, records&,
                  const std::vector<location>& places, const std::string& injection, clock_domain cpu_clock,
                  good_ending, current_operation& at_work);
  const current_operation& at_work() const { return at_work_; }

  const std::string& name() const { return name_; }
  processor::guest_memory& memory() { return *memory_; }

  /// The places that its device models can be in.
  std::deque<model_host> hosts;
  /// Device models in the monitor's kernel component: the hypervisor, the kernel VMM.
  model_host& near;
  /// Device models farthest from it: in the service OS, the user-mode VMM.
  model_host& far;
  model_host& host(place);
  interrupt_log interrupts;
  virtual_time time{interrupts};
  board devices;

  /// Whether the monitor writes interrupt frames itself where it can, instead of injecting events.
  bool stack_tweak = false;
  /// Who answers an operation: the place (the farthest one if nobody claims the address), where it counts,
  /// and from when on.
  struct destination {
    model_host& host;
    path_statistics& counts;
    instant open_from;
  };
  destination find(const ioreq& op) {
    const direction d = op.is_read ? direction::in : direction::out;
    device_model* const model = devices.at(space_of(op), op.address);
    if (model == nullptr) return {far, *unclaimed_[static_cast<std::size_t>(d)], {}};
    return {model->where(), model->counts(space_of(op), d), model->closed_until()};
  }
  /// Lets the device models there carry the operation out, whose steps so far are given. @return what was
  /// read.
  std::uint64_t answer(model_host&, const ioreq& operation, const processor::step_meter&, instant);
  /// The processor takes an interrupt, whose way in is given. @return the vector.
  int acknowledge(const processor::step_meter&, instant);

  /// What its guest has gone on without, and no device model has seen yet.
  write_ring unseen;

  guest_fate fate;
  /// Something may reach it at any time: input, the end of the run, an interrupt line that another drives.
  bool attended = false;
  /// Its device models may be put elsewhere while it runs.
  bool models_move = false;
  /// What others carry out for its device models at present.
  unsigned transfers = 0;
  /// A reset that the monitor has to carry out.
  bool reset_requested = false;
  /// Puts the device models back to power-on; the guest is loaded and begins anew.
  std::function<void(instant)> reset_devices;

 private:
  static bus::address_space space_of(const ioreq& op) {
    return op.kind == ioreq_kind::memory ? bus::address_space::memory : bus::address_space::io;
  }

  std::string name_;
  current_operation& at_work_;
  std::unique_ptr<processor::guest_memory> memory_;
  std::array<path_statistics*, 2> unclaimed_;
};

}  // namespace trapline::vmm
