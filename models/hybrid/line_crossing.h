/// An interrupt line whose device model and interrupt controller are in different places: a change of
/// level has to be told across.
#pragma once

#include <deque>

#include "models/devices/line.h"
#include "models/hybrid/service_os.h"

namespace trapline::hybrid {

/// From a device model in the service OS to something in the hypervisor: a hypercall.
class line_to_hypervisor final : public devices::line_sink {
 public:
  line_to_hypervisor(service_os& os, devices::line_sink& to) : os_{os}, to_{to} {}
  void set_level(bool high, instant at) override;

 private:
  service_os& os_;
  devices::line_sink& to_;
};

/// From an in-hypervisor device model to a controller in the service OS: the service OS has to run.
class line_to_service_os final : public devices::line_sink, private vmm::work {
 public:
  line_to_service_os(service_os& os, devices::line_sink& to) : os_{os}, to_{to} {}
  void set_level(bool high, instant at) override;

 private:
  void run(processor::physical_processor&, vmm::device_os&) override;

  service_os& os_;
  devices::line_sink& to_;
  std::deque<bool> levels_;
};

}  // namespace trapline::hybrid
