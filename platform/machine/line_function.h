/// A line's input end that calls a function: where the platform joins lines that no chip joins.
#pragma once

#include <functional>

#include "models/devices/line.h"

namespace trapline {

class line_function final : public devices::line_sink {
 public:
  explicit line_function(std::function<void(bool high, instant at)> f) : f_{std::move(f)} {}
  void set_level(bool high, instant at) override { f_(high, at); }

 private:
  std::function<void(bool, instant)> f_;
};

}  // namespace trapline
