/// An image that lies in the machine's memory since it was booted, beside the monitor: it is copied.
#pragma once

#include "models/vmm/installation/image_channel.h"

namespace trapline::vmm {

class boot_channel final : public image_channel {
 public:
  std::string_view name() const override { return "boot"; }
  void begin(const device_image&) override {}
  turn go_on(processor::step_meter& m, processor::physical_processor& cpu, device_os& os) override {
    m.charge(cpu, os.costs(), copy_page);
    return turn::page;
  }
};

}  // namespace trapline::vmm
