/// A place where a virtual machine's device models live: the hypervisor or the service OS, the host
/// kernel or the user-mode monitor. It routes ports to them; what reaching the
/// place costs is the monitor's business, and so is keeping the timers that it promises them.
/// Element 1111, 113, 5111, 513 (Fig. 1, 5): which, says the place
#pragma once

#include <array>
#include <deque>
#include <string>
#include <systemc>
#include <vector>

#include "models/bus/device_target.h"
#include "models/bus/port_router.h"
#include "models/vmm/timer_queue.h"
#include "sim/statistics/path_statistics.h"

namespace trapline::vmm {

class model_host final : public sc_core::sc_module {
 public:
  /// @param place the name that results give to a path that ends here.
  model_host(sc_core::sc_module_name, std::string vm, std::string place, timer_queue&, run_statistics&);

  /// Installs a chip as (a part of) a device model. @throws std::invalid_argument if a port of it is taken.
  bus::device_target& install(const std::string& device, const std::string& chip_name, devices::device&);

  bool has(std::uint16_t port) const { return ports_.device_at(port) != bus::port_map::unclaimed; }
  std::uint32_t read(std::uint16_t port, unsigned width, instant at) {
    return ports_.read(port, width, at).value;
  }
  void write(std::uint16_t port, unsigned width, std::uint32_t value, instant at) {
    ports_.write(port, width, value, at);
  }
  /// Where accesses to a port that has() are counted.
  path_statistics& statistics(std::uint16_t port, direction d) {
    return *counts_[ports_.device_at(port)][static_cast<std::size_t>(d)];
  }
  /// Where accesses to a device's memory that is here are counted, under a name of its own.
  path_statistics& statistics_of_memory(const std::string& name, direction d) {
    return statistics_.path({vm_, place_, name, d});
  }
  const std::string& place() const { return place_; }

 private:
  std::string vm_;
  std::string place_;
  timer_queue& timers_;
  run_statistics& statistics_;
  bus::port_router ports_;
  std::deque<bus::device_target> targets_;
  std::vector<std::array<path_statistics*, 2>> counts_;
};

}  // namespace trapline::vmm
