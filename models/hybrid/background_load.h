/// What the service OS does besides serving virtual machines: pieces of work of one length that come
/// when the scenario's arrival process says. An interrupt of the machine announces each, and they wait
/// their turn among the service OS's other work: alone on a processor, with Poisson arrivals, an M/D/1
/// queue. The results have them as accesses of the VM "service_os" to the device "background".
/// Not modelled: what the work does; its use of devices and memory.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "models/bus/wakeup.h"
#include "models/vmm/drivers/device_os.h"
#include "sim/random/arrival_process.h"
#include "sim/records/records.h"

namespace trapline::hybrid {

class service_os;

class background_load final : private bus::sleeper {
 public:
  /// What each piece takes of a processor.
  static constexpr duration service_time = duration::us(100);

  /// Nothing comes yet.
  /// @param timer one of the hypervisor's announcements().
  /// @param clock the processors'.
  background_load(service_os&, bus::wakeup& timer, records&, clock_domain clock);
  /// Pieces come like this from now on, the first a gap later; none come if it is null. Those that wait stay.
  void come(std::unique_ptr<arrival_process>, instant now);

 private:
  class piece final : public vmm::work {
   public:
    explicit piece(background_load& load) : load_{load} {}
    void run(processor::physical_processor&, vmm::device_os&) override;
    processor::step_meter meter;  ///< from its arrival on

   private:
    background_load& load_;
  };

  void wake(instant at) override;

  service_os& os_;
  clock_domain clock_;
  bus::wakeup& timer_;
  std::unique_ptr<arrival_process> arrivals_;
  records& room_;
  path_statistics& counts_;
  std::deque<piece> pieces_;
  std::vector<piece*> done_;  ///< of them: not queued, free for the next arrival
};

}  // namespace trapline::hybrid
