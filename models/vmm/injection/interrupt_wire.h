/// An interrupt line of a board, from a device model to what it interrupts. When either end is put
/// elsewhere the line takes the way between their new places, and neither end notices.
#pragma once

#include <functional>
#include <map>
#include <utility>

#include "models/vmm/board/device_model.h"
#include "models/vmm/injection/line_crossing.h"

namespace trapline::vmm {

class interrupt_wire final : private devices::line_sink {
 public:
  /// @param carrier null if the board has one place only.
  /// @param clock of the virtual machine if the chip at the beginning is in guest time, else null.
  interrupt_wire(device_model& from, devices::output_line& line, devices::line_sink& end,
                 line_carrier* carrier, virtual_time* clock)
      : from_{from}, line_{line}, end_{end}, carrier_{carrier}, clock_{clock} {}

  interrupt_wire(const interrupt_wire&) = delete;
  interrupt_wire& operator=(const interrupt_wire&) = delete;

  const device_model& from() const { return from_; }
  /// Has every change of the line's level told, at its beginning; before connect().
  void tell(std::function<void(bool high, instant)> heard) { heard_ = std::move(heard); }
  /// The end is in this place; hears of the line's present level.
  void connect(place end_is_in);
  /// The same while the line is in use: the end has heard of its level already.
  void take_way_to(place end_is_in, instant now);

 private:
  struct way {
    devices::line_sink* begins;
    line_crossing* crossing;
  };
  way way_to(place end_is_in);
  void set_level(bool high, instant at) override;

  device_model& from_;
  devices::output_line& line_;
  devices::line_sink& end_;
  line_carrier* carrier_;
  virtual_time* clock_;
  std::function<void(bool high, instant)> heard_;
  devices::line_sink* begins_ = nullptr;
  line_crossing* taken_ = nullptr;
  std::map<std::pair<place, place>, way> ways_;
};

}  // namespace trapline::vmm
