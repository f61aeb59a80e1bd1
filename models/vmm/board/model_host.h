/// A place where the device models of one board can live: the hypervisor or the service OS, the host
/// kernel or the user-mode monitor; for a machine's own devices the machine. What reaching the place costs
/// is the monitor's business; this gives the models of the place their timers.
/// Element 1111, 113, 5111, 513 (Fig. 1, 5): which, says the place
#pragma once

#include <functional>
#include <string>

#include "models/bus/wakeup.h"
#include "models/vmm/board/place.h"

namespace trapline::vmm {

class place_transport;

class model_host {
 public:
  /// @param near in the monitor's kernel component: the hypervisor, the kernel VMM.
  /// @param add_timer makes a timer for the chip of this name; the reference stays good.
  /// @param way null where accesses do not come from a monitor.
  /// @param owner whose models these are: the same in all places of a virtual machine, whose process has them where
  /// there are processes.
  model_host(place at, bool near, std::function<bus::wakeup&(const std::string& chip)> add_timer,
             place_transport* way = nullptr, const void* owner = nullptr)
      : at_{at}, near_{near}, add_timer_{std::move(add_timer)}, way_{way}, owner_{owner} {}
  model_host(const model_host&) = delete;
  model_host& operator=(const model_host&) = delete;

  place at() const { return at_; }
  bool near() const { return near_; }
  bus::wakeup& add_timer(const std::string& chip) { return add_timer_(chip); }
  place_transport& way() { return *way_; }
  const void* owner() const { return owner_; }

 private:
  place at_;
  bool near_;
  std::function<bus::wakeup&(const std::string&)> add_timer_;
  place_transport* way_;
  const void* owner_;
};

}  // namespace trapline::vmm
