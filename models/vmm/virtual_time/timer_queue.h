/// The timers of one virtual machine's device models in one place: the promises made to call them back.
#pragma once

#include <deque>

#include "models/bus/wakeup.h"

namespace trapline::vmm {

class domain;
class timer_queue;

/// Hears of what a queue promises.
class timer_observer {
 public:
  virtual void next_changed(timer_queue&) = 0;

 protected:
  ~timer_observer() = default;
};

class timer_queue {
 public:
  /// @param observer is told whenever next() has changed; may be null.
  explicit timer_queue(timer_observer* observer = nullptr) : observer_{observer} {}

  /// A model's own timer; the reference stays good.
  bus::wakeup& add();
  /// The earliest promise.
  instant next() const { return next_; }
  /// Keeps the promises due at `now`, each at its own instant, earliest first.
  void fire_due(instant now);
  /// Keeps the earliest promise. @pre there is one.
  void fire_next();

  /// Its timers belong to what this domain does: the processor that it runs on, or ran on last, keeps them.
  void kept_for(domain& d) { keeper_ = &d; }
  /// Null: the first processor keeps them.
  domain* keeper() const { return keeper_; }

  /// Whose device models they are of.
  void owned_by(const void* owner) { owner_ = owner; }
  const void* owner() const { return owner_; }

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
  void set_next(instant);

  std::deque<timer> timers_;
  instant next_ = instant::never();
  domain* keeper_ = nullptr;
  const void* owner_ = nullptr;
  timer_observer* observer_;
};

}  // namespace trapline::vmm
