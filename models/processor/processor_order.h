/// In which order the processors of a machine touch what they share, and how far each may run ahead of the
/// others: conservative synchronisation (R. M. Fujimoto, "Parallel Discrete Event Simulation", CACM 33(10),
/// 1990). Software in root mode touches shared state only in its turn: by time, and at one instant by the
/// processors' index. Guest code touches nothing that is shared, so it runs ahead until the earliest instant
/// at which another processor could touch it. docs/time.md says why results depend on nothing else.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "models/bus/event_calendar.h"
#include "sim/time.h"

namespace trapline::processor {

/// How much of the order a run relies on. Results are the same.
enum class order_rule : std::uint8_t {
  trusted,
  checked,   ///< what reaches guest code too late is a fault
  lockstep,  ///< and guest code never is a lookahead ahead of any processor: the reference for tests
};

class processor_order {
 public:
  /// @param quantum how far a processor may run ahead of the SystemC kernel.
  processor_order(const bus::event_calendar&, duration quantum);

  /// Another processor. @return its index; the machine's interrupts reach the first one.
  std::size_t add();
  bool alone() const { return all_.size() == 1; }
  const bus::event_calendar& calendar() const { return calendar_; }

  void follow(order_rule r) { rule_ = r; }
  bool in_lockstep() const { return rule_ == order_rule::lockstep; }
  /// Whether what reaches guest code too late is told.
  bool is_checked() const { return rule_ != order_rule::trusted; }
  /// What passes at least from when guest code is left to when its processor touches something shared.
  void set_lookahead(duration d) { lookahead_ = d; }
  /// Nothing is touched, and no guest code runs, at or after this.
  void set_limit(instant t) {
    limit_ = t;
    stands_ = false;
  }
  instant limit() const { return limit_; }
  /// Who is at work ends the simulation: nobody else touches anything any more.
  void end() {
    limit_ = present_;
    ended_ = true;
  }
  bool ended_by(std::size_t cpu) const { return ended_ && cpu == acting_; }

  /// Whether anybody asks how far a processor has come: another one, or who checks. The turn of one that is alone and
  /// trusted stands for as long as its instant does.
  bool is_asked() const { return !alone() || is_checked(); }

  // --- what processors say of themselves
  /// It touches something at `at` next.
  void in_root(std::size_t cpu, instant at) {
    if (is_asked()) report(cpu, {mode::root, at, at});
  }
  /// It touches nothing before `until`, if nobody wakes it.
  void idles(std::size_t cpu, instant until) { report(cpu, {mode::idle, until, until}); }
  /// An idle one wakes at `at`, if not before.
  void wakes(std::size_t cpu, instant at);
  /// Guest code begins at `at`. @param touches_first an interrupt is acknowledged before anything runs.
  void enters_guest(std::size_t cpu, instant at, bool touches_first) {
    const progress& p = all_[cpu];
    // Where it stood at its last boundary no instruction ends before what it had come to.
    const instant here = p.what == mode::guest ? std::max(p.at, at) : at;
    report(cpu, {mode::guest, here, touches_first ? here : here + lookahead_, at});
  }
  /// Guest code has come to `at`. @param allowed how far it was let go: where that is not after its entry, `at` is
  /// its first boundary, the end of the instruction that led to the exit.
  void guest_at(std::size_t cpu, instant at, instant allowed);

  // --- what they ask
  /// Whether nobody touches anything before `cpu` does, which is at `here`.
  bool turn_of(std::size_t cpu, instant here) const { return alone() || first_of_all(cpu, here); }
  /// Before this no other processor touches anything that guest code on `cpu` could notice.
  instant earliest_input(std::size_t cpu) const;
  /// The end of the quantum that the kernel is in, which is the same for all, or the limit.
  instant horizon() const;
  /// Whether `t` lies before that.
  bool before_horizon(instant t) const {
    return t < limit_ && (t < quantum_end_ || t < horizon());  // the quantum's end only moves on
  }
  /// How far guest code on `cpu` has come.
  instant reached(std::size_t cpu) const { return all_[cpu].at; }

  void begin_turn(std::size_t cpu, instant at) {
    acting_ = cpu;
    present_ = at;
    stands_ = true;
  }
  /// Whether that turn is still on, and nothing has come to be due before it has passed.
  bool in_turn(std::size_t cpu, instant at) const {
    return stands_ && acting_ == cpu && present_ == at && calendar_.next() > at;
  }
  /// Whose turn it is, and its instant.
  std::size_t acting() const { return acting_; }
  instant present() const { return present_; }

  /// Something reaches guest code on `cpu` that happens now, or at `at` if that is later: it must not have
  /// passed that.
  void reaches_guest(std::size_t cpu, instant at, const char* what);
  /// The first thing that came too late; empty if none did, or nobody checks.
  const std::string& violation() const { return violation_; }

 private:
  enum class mode : std::uint8_t { root, idle, guest };
  struct progress {
    mode what = mode::root;
    instant at;       ///< its next touch; the end of its idle wait; how far guest code has come
    instant output;   ///< when it may touch something first
    instant began{};  ///< guest code: the first boundary at which it could be told anything
  };
  /// Any report may put somebody before whose turn it is.
  void report(std::size_t cpu, const progress& p) {
    all_[cpu] = p;
    stands_ = false;
  }
  /// When it may touch something first, if that is not by guest code's being left: an interrupt of the
  /// machine may end the first one's idle wait.
  instant next_touch(std::size_t cpu) const;
  bool first_of_all(std::size_t cpu, instant here) const;
  instant earliest_output(std::size_t cpu) const;

  const bus::event_calendar& calendar_;
  duration quantum_;
  mutable instant quantum_end_;  ///< kept because every look ahead asks for it
  duration lookahead_;
  instant limit_ = instant::never();
  bool ended_ = false;
  order_rule rule_ = order_rule::trusted;
  std::vector<progress> all_;
  std::size_t acting_ = 0;
  instant present_;
  bool stands_ = false;  ///< nothing has been said since that turn began
  std::string violation_;
};

}  // namespace trapline::processor
