/// The hypervisor's own decision which device models it should have ([0032]): those that are used often, within a
/// budget of its memory.
///
/// Once a window of time it looks how often each device was asked in it. One that was asked at least so often, and is
/// not there, is installed; if the budget does not hold it too, those make way that were asked least, as long as
/// it was asked so many times more than they (hysteresis). Only what was installed while the machine runs counts
/// against the budget and makes way: what the placement puts there is a part of the monitor.
/// It is block 401 of figure 4 as the hypervisor itself does it.
#pragma once

#include <map>

#include "models/vmm/installation/installer.h"
#include "sim/records/record_listener.h"

namespace trapline::vmm {

struct placement_rule {
  bool automatic = false;
  duration window = duration::ms(10);
  std::uint64_t budget = 64 * 1024;          ///< bytes of images
  std::uint64_t least = 100;                 ///< accesses a window
  std::uint64_t hysteresis_ppm = 2'000'000;  ///< in millionths: twice as many as what makes way
};

class placement_policy final : public record_listener, private bus::sleeper {
 public:
  /// @param timer of the machine's interrupts. @param vms in their order; they outlive the policy.
  placement_policy(installer&, image_library&, image_channel&, bus::wakeup& timer, clock_domain,
                   std::vector<virtual_machine*> vms);

  /// From `at` on.
  void follow(const placement_rule&, instant at);
  const placement_rule& rule() const { return rule_; }
  /// Bytes of the images that are installed.
  std::uint64_t used() const;

  void access_closed(const closed_access&) override;
  void install_closed(const closed_install&) override;

 private:
  using device = std::pair<std::size_t, std::string>;  ///< of which VM, and its name
  using counts = std::map<device, std::uint64_t>;

  void wake(instant at) override;
  void decide(const counts&, instant at);
  void displace_for(const device&, std::uint64_t asked, const counts&, instant at);
  std::uint64_t window_of(cycles at) const { return at.count() / clock_.covering(rule_.window).count(); }

  installer& installer_;
  image_library& images_;
  image_channel& channel_;
  bus::wakeup& timer_;
  clock_domain clock_;
  std::vector<virtual_machine*> vms_;
  placement_rule rule_;
  std::map<std::uint64_t, counts> asked_;      ///< by window, of those that are not over
  std::map<device, std::uint64_t> installed_;  ///< bytes of each
};

}  // namespace trapline::vmm
