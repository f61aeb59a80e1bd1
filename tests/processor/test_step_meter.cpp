#include "models/processor/step_meter.h"
#include "models/processor/vm_transition.h"
#include "tests/processor/bench.h"

using namespace trapline;
using namespace trapline::testing;
using processor::account;

namespace {

cost_profile prescott() {
  return cost_profile::load(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml");
}

}  // namespace

TEST_CASE("step_meter: what is charged is spent, and waiting becomes a step of its own") {
  processor_bench b;
  const cost_profile profile = prescott();
  cost_sampler costs{profile, 1, spread::none};
  processor::step_meter m;
  b.root([&] {
    b.cpu.spend(account::monitor, cycles{77});
    m.open(b.cpu);
    m.charge(b.cpu, costs, 202, step::decode_exit);
    b.cpu.spend(account::service_os, cycles{1234});
    m.account_for(b.cpu, 210, step::queue);
    m.account_for(b.cpu, 210, step::queue);
    m.charge(b.cpu, costs, 211, step::refill, account::service_os);
  });
  CHECK(m.began() == cycles{77});
  CHECK(m.began() + m.record().total() == b.cpu.now_cycles());
  REQUIRE(m.record().steps().size() == 3);
  CHECK(m.record().steps()[1].what == step::queue);
  CHECK(m.record().steps()[1].took == cycles{1234});
  CHECK(b.cpu.spent(account::service_os) == cycles{1234} + profile.of(step::refill).mean);
}

TEST_CASE("step_meter: leaving a guest and going back cost what the profile says") {
  processor_bench b;
  const cost_profile profile = prescott();
  cost_sampler costs{profile, 1, spread::none};
  processor::step_meter m;
  b.root([&] {
    m.open(b.cpu);
    processor::vm_exit(m, b.cpu, costs, 202);
    processor::vm_entry(m, b.cpu, costs, 205);
  });
  // Agesen et al.: a round trip of the processor takes 3,963 cycles.
  cycles hardware;
  for (const charged_step& s : m.record().steps())
    if (s.what == step::hardware_exit || s.what == step::hardware_entry) hardware += s.took;
  CHECK(hardware == cycles{3963});
  CHECK(b.cpu.spent(account::monitor) == m.record().total());
}
