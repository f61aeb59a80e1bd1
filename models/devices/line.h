/// A wire from one chip's output to another's input: interrupt requests, gates, A20, resets.
#pragma once

#include "sim/time.h"

namespace trapline::devices {

/// The input end.
class line_sink {
 public:
  virtual void set_level(bool high, instant at) = 0;

 protected:
  ~line_sink() = default;
};

/// The output end: tells its sink of changes only.
class output_line {
 public:
  /// The sink hears of the line's present level at once.
  void connect(line_sink& sink, instant at = instant{}) {
    sink_ = &sink;
    sink_->set_level(high_, at);
  }
  void set(bool high, instant at) {
    if (high == high_) return;
    high_ = high;
    if (sink_ != nullptr) sink_->set_level(high, at);
  }
  /// The sink is edge-triggered: that the line fell may be told it as late as the next rise, so that no
  /// host has to wait for the fall.
  void tell_falls_late() { falls_late_ = true; }
  bool tells_falls_late() const { return falls_late_; }
  /// The level that a restored chip drives: the sink is not told, its host asks.
  void restore(bool high) { high_ = high; }
  bool high() const { return high_; }
  /// Whether anybody listens: a chip schedules no event for an output that nobody hears.
  bool connected() const { return sink_ != nullptr; }

 private:
  line_sink* sink_ = nullptr;
  bool high_ = false;
  bool falls_late_ = false;
};

}  // namespace trapline::devices
