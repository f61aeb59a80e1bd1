/// Between a device model that ticks (PIT, RTC) and the virtual interrupt controller: sees every tick, and
/// lets the virtual machine's policy decide on those that the guest misses. It stands where the controller
/// is. While the device does not tick at regular times, or nobody listens, the line is a wire. Masking the
/// line is not enough for that: systems mask it in every handler, and may be away meanwhile. Nobody listens
/// from when two ticks have come in a row to a masked line and a guest that was there.
///
/// A tick is missed if the guest has not taken the one before when it comes, or, under a policy that
/// forgets absences, if it was due in an absence of a period or longer (in a shorter one it is only late)
/// and the controller is where absences are known: in the hypervisor or the kernel VMM.
/// The PIT's output shows every tick. The RTC's stands from one until the guest reads register C, so what
/// came meanwhile shows only then, by missed_ticks(); the first of an absence is always delivered.
/// Ticks that are kept are forgotten, and count as dropped, when the device is programmed otherwise or
/// nobody listens.
#pragma once

#include "models/bus/wakeup.h"
#include "models/devices/interrupts/interrupt_controller.h"
#include "models/vmm/injection/interrupt_log.h"
#include "models/vmm/virtual_time/guest_clock.h"
#include "models/vmm/virtual_time/tick_policy.h"
#include "models/vmm/virtual_time/tick_source.h"

namespace trapline::vmm {

/// Hears that the guest is done with a tick.
class tick_listener {
 public:
  virtual void tick_handled(instant at) = 0;

 protected:
  ~tick_listener() = default;
};

class tick_line final : public devices::line_sink, private bus::sleeper {
 public:
  /// @param timer one of the controller's host.
  /// @param sees_absences the controller is in the monitor's kernel component, which knows of them.
  tick_line(unsigned irq, tick_source&, const tick_policy&, const guest_clock&, interrupt_log&,
            devices::interrupt_controller&, bus::wakeup& timer, tick_listener&, bool sees_absences);
  /// The controller is elsewhere from now on.
  void move_to(bus::wakeup& timer, bool sees_absences);

  void set_level(bool high, instant at) override;

  unsigned irq() const { return irq_; }
  bool ticking() const { return source_.period() != duration{} && !ignored_; }

  // What happens to its request in the controller.
  void requested() { requested_ = true; }
  void withdrawn() { requested_ = false; }
  void taken(instant at);
  // What happens to the guest.
  void guest_leaves(instant at) {
    away_ = true;
    left_ = at;
  }
  void guest_returns(instant at) {
    away_ = false;
    follow_programming(at);
    if (held_ != 0) give_held(at);
  }

 private:
  void tick(instant at);
  void fall(instant at);
  void miss(std::uint64_t ticks);
  void give_next(instant at);
  void give(instant at);
  void drive(bool high, instant at);
  void promise(instant at);
  /// Whether its line is not masked.
  bool heard() const { return controller_.listens_to(irq_); }
  void pass_on(bool high, instant at);
  void follow_programming(instant at) {
    if (const duration period = source_.period(); period != period_) programmed(period, at);
  }
  void programmed(duration period, instant at);
  void give_held(instant at);
  void forget_kept();
  /// If nobody did, somebody does from now on.
  void listened_to(instant at);
  void wake(instant at) override;

  unsigned irq_;
  tick_source& source_;
  const tick_policy& policy_;
  const guest_clock& clock_;
  interrupt_log& log_;
  devices::interrupt_controller& controller_;
  bus::wakeup* timer_;
  tick_listener& listener_;
  bool sees_absences_;

  duration period_;
  duration told_;           ///< period of the tick that the request in the controller tells; zero for none
  instant last_;            ///< when a tick was due, or they were programmed, in guest time
  std::uint64_t kept_ = 0;  ///< missed, still to be given
  std::uint64_t held_ = 0;  ///< due in this absence
  instant left_;
  instant promised_ = instant::never();  ///< when the next of the kept ones is due
  unsigned unheard_ = 0;  ///< came to a masked line while the guest was there, since somebody listened
  bool ignored_ = false;  ///< nobody listens
  bool away_ = false;
  bool level_ = false;   ///< of the device's output
  bool driven_ = false;  ///< of the controller's input
  bool requested_ = false;
  bool repeating_ = false;
};

}  // namespace trapline::vmm
