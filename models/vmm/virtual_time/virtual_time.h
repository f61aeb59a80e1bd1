/// A virtual machine's time as its monitor keeps it: the lines of what ticks, the policy for ticks that its
/// guest misses, and guest time, which a policy can stop.
///
/// The guest is away when it could go on but does not run: preempted, or while somebody else answers an
/// access of its. While it halts it is not away. Under delay_for_missed_ticks guest time stands still while
/// it is away, if anything ticks: its time stamp counter, and what PIT, port 61h and RTC count and show.
/// With each tick that the guest takes, guest time moves on to the next one, or to the wall clock if that
/// comes first. Everything else (UARTs, disks, keyboard, the time of accesses) follows the wall clock.
#pragma once

#include <deque>
#include <list>
#include <map>
#include <utility>
#include <vector>

#include "models/bus/endpoint.h"
#include "models/vmm/board/model_host.h"
#include "models/vmm/injection/tick_line.h"
#include "models/vmm/virtual_time/guest_time_chip.h"

namespace trapline::vmm {

class virtual_time final : private tick_listener {
 public:
  explicit virtual_time(interrupt_log& log) : log_{log} {}
  virtual_time(const virtual_time&) = delete;
  virtual_time& operator=(const virtual_time&) = delete;

  /// Before anything is added.
  void use(const tick_policy& p) { policy_ = &p; }
  bool can_stop() const { return policy_->stops_guest_time(); }
  const guest_clock& clock() const { return clock_; }

  /// A line of what ticks, to be connected to the device's output.
  /// @param host of the controller.
  devices::line_sink& add(unsigned irq, tick_source&, devices::interrupt_controller&, model_host& host);
  /// The controller serves from another place from now on.
  void controller_moved(model_host&);
  /// The same device output's other end, where the chip is in guest time.
  devices::line_sink& by_the_wall_clock(devices::line_sink& end) {
    return wall_lines_.emplace_back(end, clock_);
  }
  /// A chip that is to follow guest time; install what this returns, and then say where.
  guest_time_chip& in_guest_time(devices::device& chip) { return chips_.emplace_back(chip, clock_); }
  void hosted_by(bus::endpoint& e) { endpoints_.push_back(&e); }

  void guest_leaves(instant at);
  void guest_returns(instant at);
  /// The virtual machine is reset.
  void restart();

  // What the interrupt controller does with a line.
  void requested(unsigned irq);
  void withdrawn(unsigned irq);
  void taken(unsigned irq, instant at);

 private:
  void tick_handled(instant at) override;
  tick_line* line(unsigned irq);
  bus::wakeup& timer_at(model_host&, unsigned irq);
  bool ticking() const;
  void clock_changed();

  interrupt_log& log_;
  const tick_policy* policy_ = &tick_policy_named("one_missed_tick_pending");
  guest_clock clock_;
  std::list<tick_line> lines_;
  std::deque<wall_line> wall_lines_;
  std::deque<guest_time_chip> chips_;
  std::vector<bus::endpoint*> endpoints_;
  /// Of the lines, in each place where the controller was.
  std::map<std::pair<model_host*, unsigned>, bus::wakeup*> timers_;
  bool away_ = false;
};

}  // namespace trapline::vmm
