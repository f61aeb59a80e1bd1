/// An interrupt line whose device model and interrupt controller are in different places: a change of
/// level has to be told across.
#pragma once

#include <deque>

#include "models/hybrid/service_os.h"
#include "models/vmm/injection/line_crossing.h"

namespace trapline::hybrid {

/// From a device model in the service OS to something in the hypervisor: a hypercall.
class line_to_hypervisor final : public vmm::line_crossing {
 public:
  line_to_hypervisor(service_os& os, devices::line_sink& to) : line_crossing{to}, os_{os} {}

 private:
  void tell(devices::line_sink& at_end, bool high, instant at) override { os_.tell(at_end, high, at); }

  service_os& os_;
};

/// From an in-hypervisor device model to a controller in the service OS: the service OS has to run.
class line_to_service_os final : public vmm::line_crossing, private vmm::work {
 public:
  /// @param owner whose line it is.
  line_to_service_os(service_os& os, devices::line_sink& to, const void* owner)
      : line_crossing{to}, os_{os}, owner_{owner} {}

 private:
  void tell(devices::line_sink& at_end, bool high, instant at) override;
  void run(processor::physical_processor&, vmm::device_os&) override;

  service_os& os_;
  const void* owner_;
  devices::line_sink* at_end_ = nullptr;
  std::deque<bool> levels_;
};

}  // namespace trapline::hybrid
