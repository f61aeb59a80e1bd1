/// An interrupt line whose device model and interrupt controller are in different places of the host VMM.
/// The thread that changed it tells when it is done: a rise takes a crossing, a fall goes with what is told
/// next.
#pragma once

#include "models/devices/line.h"
#include "models/hosted/host_os.h"

namespace trapline::hosted {

class line_crossing final : public devices::line_sink {
 public:
  line_crossing(host_os& host, crossing how, devices::line_sink& to) : host_{host}, how_{how}, to_{to} {}
  void set_level(bool high, instant at) override;

 private:
  host_os& host_;
  crossing how_;
  devices::line_sink& to_;
};

}  // namespace trapline::hosted
