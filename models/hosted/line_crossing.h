/// An interrupt line whose device model and interrupt controller are in different places of the host VMM.
/// The thread that changed it tells when it is done: a rise takes a crossing, a fall goes with what is told
/// next.
#pragma once

#include "models/hosted/host_os.h"
#include "models/vmm/injection/line_crossing.h"

namespace trapline::hosted {

class line_crossing final : public vmm::line_crossing {
 public:
  line_crossing(host_os& host, crossing how, devices::line_sink& to)
      : vmm::line_crossing{to}, host_{host}, how_{how} {}

 private:
  void tell(devices::line_sink& at_end, bool high, instant at) override {
    host_.tell(how_, at_end, high, at);
  }

  host_os& host_;
  crossing how_;
};

}  // namespace trapline::hosted
