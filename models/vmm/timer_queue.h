/// The timers of one host of device models: the promises it made to call its models back.
#pragma once

#include <deque>

#include "models/bus/wakeup.h"

namespace trapline::vmm {

class timer_queue {
 public:
  /// A model's own timer; the reference stays good.
  bus::wakeup& add();
  /// The earliest promise.
  instant next() const { return next_; }
  /// Keeps the promises due at `now`, each at its own instant, earliest first.
  void fire_due(instant now);

 private:
  class timer final : public bus::wakeup {
   public:
    explicit timer(timer_queue& owner) : owner_{owner} {}
    void call_at(instant, bus::sleeper&) override;

    instant at = instant::never();
    bus::sleeper* sleeper = nullptr;

   private:
    timer_queue& owner_;
  };

  timer* earliest();

  std::deque<timer> timers_;
  instant next_ = instant::never();
};

}  // namespace trapline::vmm
