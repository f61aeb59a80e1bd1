/// The way of an interrupt line whose device model and interrupt controller are in different places of a
/// monitor: a change of level has to be told across, which the monitor does in its own time, one change
/// after the other.
#pragma once

#include <deque>

#include "models/devices/line.h"
#include "models/vmm/board/place.h"

namespace trapline::vmm {

class line_crossing : public devices::line_sink {
 public:
  explicit line_crossing(devices::line_sink& end) : arrival_{end} {}
  line_crossing(const line_crossing&) = delete;
  line_crossing& operator=(const line_crossing&) = delete;

  void set_level(bool high, instant at) final {
    arrival_.expect(high);
    tell(arrival_, high, at);
  }
  /// The line takes another way from now on: changes that are under way arrive at once, and what the
  /// monitor has still to tell of them is told to nobody.
  void bring_in(instant at) { arrival_.bring_in(at); }

 protected:
  ~line_crossing() = default;

 private:
  class arrival final : public devices::line_sink {
   public:
    explicit arrival(devices::line_sink& end) : end_{end} {}
    void expect(bool high) { under_way_.push_back(high); }
    void set_level(bool high, instant at) override {
      if (brought_in_ > 0) {
        --brought_in_;
        return;
      }
      under_way_.pop_front();
      end_.set_level(high, at);
    }
    void bring_in(instant at) {
      brought_in_ += under_way_.size();
      for (; !under_way_.empty(); under_way_.pop_front()) end_.set_level(under_way_.front(), at);
    }

   private:
    devices::line_sink& end_;
    std::deque<bool> under_way_;
    std::size_t brought_in_ = 0;  ///< of those that are still to be told
  };

  /// Has the level told to `at_end` in the monitor's own time, after what was told before.
  virtual void tell(devices::line_sink& at_end, bool high, instant at) = 0;

  arrival arrival_;
};

/// A monitor, as far as lines between its places are concerned.
class line_carrier {
 public:
  /// Where a chip in `from` drives a line whose end is in `to`, another place. Lives as long as the monitor.
  virtual line_crossing& across(place from, place to, devices::line_sink& end) = 0;

 protected:
  ~line_carrier() = default;
};

}  // namespace trapline::vmm
