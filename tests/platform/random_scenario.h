/// Machines of one to eight processors with several VMs, as a random number says: guests, placements,
/// policies, sharing, profile, background. For tests of what holds of every scenario.
#pragma once

#include <random>

#include "tests/support/trapline_program.h"

namespace trapline::testing {

class random_scenario {
 public:
  explicit random_scenario(unsigned seed) : random_{seed} {}

  /// Arguments of the program, from "run" on.
  words draw() {
    const bool hosted = one_in(3);
    const unsigned processors = between(1, 8), vms = between(1, 6);
    const std::string guest = hosted ? pick({"ports", "ticks"}) : pick({"ports", "ticks", "ticks", "mixer"});
    words w{"run", guest == "mixer" ? "many" : guest};
    add(w, "platform.kind", hosted ? "hosted" : "hybrid");
    add(w, "vm.placement", hosted ? pick({"user", "kvm", "host-os", "kernel"}) : pick(hybrid_placements()));
    add(w, "platform.processors", std::to_string(processors));
    add(w, "vms", std::to_string(vms));
    add(w, "platform.profile", pick({"prescott-2005", "skylake-2017"}));
    add(w, "scheduler.policy", pick({"pinned", "round_robin", "round_robin", "credit"}));
    add(w, "scheduler.slice", pick({"300 us", "1 ms", "30 ms"}));
    add(w, "costs.spread", pick({"profile", "none"}));
    add(w, "vm.tick_policy",
        pick({"no_delay_for_missed_ticks", "delay_for_missed_ticks", "catchup", "merge"}));
    if (!hosted) add(w, "vm.injection", pick({"event", "stack_tweak"}));
    add(w, "seed", std::to_string(between(1, 1000)));
    add(w, "until", "60 ms");
    if (hosted) return w;
    const bool own = processors > 1 && one_in(2);
    add(w, "service_os.processor", own ? "own" : "shared");
    if (!own && processors > 1 && one_in(3))
      add(w, "service_os.processors", "0-" + std::to_string(between(0, processors - 1)));
    if (one_in(3)) {
      add(w, "service_os.background", "0.3");
      add(w, "service_os.background_kind", pick({"poisson", "on_off"}));
    }
    return w;
  }

 private:
  unsigned between(unsigned least, unsigned most) {
    return least + static_cast<unsigned>(random_() % (most - least + 1));
  }
  bool one_in(unsigned n) { return between(1, n) == 1; }
  std::string pick(const words& of) { return of[random_() % of.size()]; }
  static void add(words& w, const std::string& key, const std::string& value) {
    w = with(w, set(key, value));
  }

  /// Its own sequence is the standard's, the same everywhere; the distributions' are not.
  std::mt19937 random_;
};

}  // namespace trapline::testing
