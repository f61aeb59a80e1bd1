/// What a run counts: each kind of operation as a histogram of its totals and the sums of its steps.
/// Records are folded in as they close and not kept.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/statistics/access_record.h"
#include "sim/statistics/histogram.h"

namespace trapline {

enum class direction : std::uint8_t { in, out };

struct step_sum {
  block in;
  step what;
  bool after_divider;  ///< see step_vocabulary
  std::uint64_t count;
  cycles total;

  bool is_of(const charged_step& s, bool after) const {
    return what == s.what && in == s.in && after_divider == after;
  }
  void add(cycles took, std::uint64_t times) {
    count += times;
    total += took;
  }
};

/// Operations of one kind. Folding a record in takes a few nanoseconds a step as long as records take
/// the same steps in the same order, which those of one path do. Of one that is known to have the steps of the one
/// before it, what they took is only added up; and one that is just like those before it, as they are where nothing is
/// drawn, is only counted.
class operation_statistics {
 public:
  /// @param divider see step_vocabulary.
  explicit operation_statistics(std::optional<step> divider)
      : divider_{divider.value_or(step{0})}, is_divided_{divider.has_value()} {}
  operation_statistics() : operation_statistics{std::nullopt} {}

  void fold(const access_record& record) {
    if (&record == kept_like_)
      ++alike_;
    else if (record.shape() != nullptr && record.shape() == added_up_.shape())
      add_up(record);
    else if (record == like_)
      ++alike_;
    else
      fold_another(record);
  }

  const histogram& totals() const {
    settle();
    return totals_;
  }
  /// In the order in which operations take them. The sums tile: they add up to totals().sum().
  const std::vector<step_sum>& steps() const {
    settle();
    return steps_;
  }

  void reset() {
    totals_.clear();
    steps_.clear();
    like_.clear();
    kept_like_ = nullptr;
    alike_ = 0;
    added_up_.clear();
    in_sum_ = 0;
  }

 private:
  void fold_another(const access_record&);
  void add_up(const access_record& record) {
    totals_.add(record.total());
    added_up_.take_longer_by(record);
    ++in_sum_;
  }
  /// So many records, each step of which took `each` times as long all together as it does in this one.
  void add_steps(const access_record&, std::uint64_t records, std::uint64_t each) const;
  /// Has those in the sums that were only counted or added up.
  void settle() const;
  /// Where the sum of `s` stands; a new one is put at `expected`, between its neighbours in time.
  std::size_t place_of(const charged_step& s, bool after_divider, std::size_t expected) const;

  mutable histogram totals_;
  mutable std::vector<step_sum> steps_;
  access_record like_;  ///< what those that are only counted are like; its steps have their sums
  const access_record* kept_like_ =
      nullptr;                       ///< where that stands, if it is one that is kept; only to compare
  mutable std::uint64_t alike_ = 0;  ///< how many they are
  mutable access_record
      added_up_;  ///< of records that have their steps from one shape, what these took all together
  mutable std::uint64_t in_sum_ = 0;  ///< how many they are
  cycles last_total_;
  step divider_;
  bool is_divided_;
};

struct path_key {
  std::string vm;
  std::string path;  ///< the place that answered, "native" or "unclaimed"
  std::string device;
  direction towards = direction::in;

  auto operator<=>(const path_key&) const = default;
};

/// Port accesses of one VM to one device by one path.
struct path_statistics {
  path_key key;
  operation_statistics accesses;
};

/// Exits of one VM for one reason: how long the guest was away for them.
struct exit_statistics {
  std::string vm;
  std::string reason;
  histogram away;
};

/// Interrupts of one source into one VM: raised = delivered + merged + dropped + pending.
struct interrupt_statistics {
  std::string vm;
  std::string source;
  std::string injection;
  std::uint64_t raised = 0;
  std::uint64_t delivered = 0;
  std::uint64_t merged = 0;
  std::uint64_t dropped = 0;
  std::uint64_t pending = 0;  ///< asked of the controller or kept for later, neither delivered nor given up
  /// Of a source that ticks: ticks that were due and that the guest has not taken, as time.
  duration ticks_behind;
  duration clock_behind;            ///< how far the guest's own clock is behind the wall clock
  duration behind_before;           ///< of both, when counting began
  operation_statistics to_handler;  ///< from the pin to the handler's first instruction
  operation_statistics to_eoi;      ///< from the pin to the end-of-interrupt command
  /// The same with what led to the pin: the timer's exit, the physical device's interrupt and its
  /// driver's work, the access that asked the device.
  operation_statistics story;

  /// How far a guest that tells the time by this source has fallen behind the wall clock, in nanoseconds;
  /// less than zero if it has caught up with what it was behind before.
  std::int64_t drift_ns() const {
    return static_cast<std::int64_t>(behind().nanoseconds()) -
           static_cast<std::int64_t>(behind_before.nanoseconds());
  }
  duration behind() const { return ticks_behind + clock_behind; }
};

/// A device-model image that was installed in a VM's monitor, taken out again, or refused (401-403).
struct install_statistics {
  std::string vm;
  std::string device;
  std::string from;  ///< the place that served before; "none" for a device that was not there
  std::string to;
  std::string channel;   ///< how the image came; "none" where none had to
  std::string asked_by;  ///< operator | scenario | policy
  instant begin;
  instant end;
  duration held_up;    ///< for so long the model answered nobody
  std::string result;  ///< installed | removed | refused
  std::string reason;  ///< why it was refused; else empty
  std::vector<step_sum> steps;
};

/// All of a run. The references that it gives out stay good: whoever measures a path keeps its own, so
/// that folding needs no look-up.
class run_statistics {
 public:
  explicit run_statistics(step_vocabulary steps) : steps_{steps} {}

  const step_vocabulary& steps() const { return steps_; }
  path_statistics& path(const path_key& key);
  exit_statistics& exit(const std::string& vm, const std::string& reason);
  interrupt_statistics& interrupt(const std::string& vm, const std::string& source,
                                  const std::string& injection);
  void add(install_statistics i) { installs_.push_back(std::move(i)); }

  /// In the order in which they were first asked for, or happened; some may have counted nothing.
  const std::deque<path_statistics>& paths() const { return paths_; }
  const std::deque<exit_statistics>& exits() const { return exits_; }
  const std::deque<interrupt_statistics>& interrupts() const { return interrupts_; }
  const std::deque<install_statistics>& installs() const { return installs_; }

  /// A VM's region of interest begins: what is its counts from zero; interrupts that are pending count as
  /// raised in it. Installations are kept: where device models are now is their doing.
  void reset(const std::string& vm);

 private:
  step_vocabulary steps_;
  std::deque<path_statistics> paths_;
  std::deque<exit_statistics> exits_;
  std::deque<interrupt_statistics> interrupts_;
  std::deque<install_statistics> installs_;
};

}  // namespace trapline
