#include "models/hybrid/paths.h"
#include "models/processor/step_meter.h"
#include "tests/processor/bench.h"

using namespace trapline;
using namespace trapline::testing;
using processor::account;

namespace {

cost_profile prescott() {
  return cost_profile::load(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml");
}

constexpr path_part decide{"", {{202, step::decode_exit}}};
constexpr path_part wait{"", {{210, step::queue, account::idle}}};
/// In whatever block it happens.
constexpr path_part fill_again{"", {{where_it_happens, step::refill, account::service_os}}};
/// Of several who pay.
constexpr path_part mixed{"",
                          {{206, step::notify},
                           {206, step::queue, account::idle},
                           {207, step::syscalls, account::service_os},
                           {207, step::route_request, account::service_os},
                           {209, step::refill}}};

}  // namespace

TEST_CASE("step_meter: what is charged is spent, and waiting becomes a step of its own") {
  processor_bench b;
  const cost_profile profile = prescott();
  cost_sampler costs{profile, 1, spread::none};
  processor::step_meter m;
  b.root([&] {
    b.cpu.spend(account::monitor, cycles{77});
    m.open(b.cpu);
    m.charge(b.cpu, costs, decide);
    b.cpu.spend(account::service_os, cycles{1234});
    m.account_for(b.cpu, wait);
    m.account_for(b.cpu, wait);
    m.charge(b.cpu, costs, fill_again, 211);
  });
  CHECK(m.began() == cycles{77});
  CHECK(m.began() + m.record().total() == b.cpu.now_cycles());
  REQUIRE(m.record().steps().size() == 3);
  CHECK(m.record().steps()[1].what == step::queue);
  CHECK(m.record().steps()[1].took == cycles{1234});
  CHECK(m.record().steps()[1].by == account::idle);
  CHECK(m.record().steps()[2].in == 211);
  CHECK(b.cpu.spent(account::service_os) == cycles{1234} + profile.of(step::refill).mean);
}

TEST_CASE("step_meter: a part's steps are spent on who pays for each, heard or not") {
  struct hearing final : record_listener {
    void processor_spent(const processor_span& s) override { spans.push_back(s.on); }
    std::vector<account> spans;
  };
  const cost_profile profile = prescott();
  cost_sampler costs{profile, 1, spread::none};
  processor_bench b;
  hearing heard;
  records room{all_steps};
  room.subscribe(heard);
  processor::step_meter unheard_steps, heard_steps;
  cycles monitor, service_os;
  b.root([&] {
    unheard_steps.open(b.cpu);
    unheard_steps.charge(b.cpu, costs, mixed);
    monitor = b.cpu.spent(account::monitor);
    service_os = b.cpu.spent(account::service_os);
    b.cpu.tell(room);
    heard_steps.open(b.cpu);
    heard_steps.charge(b.cpu, costs, mixed);
  });
  CHECK(unheard_steps.record() == heard_steps.record());
  CHECK(monitor == profile.of(step::notify).mean + profile.of(step::refill).mean);
  CHECK(service_os == profile.of(step::syscalls).mean + profile.of(step::route_request).mean);
  CHECK(b.cpu.spent(account::monitor) == monitor * 2);
  CHECK(b.cpu.spent(account::service_os) == service_os * 2);
  CHECK(heard.spans.size() == 5);
}

TEST_CASE("step_meter: leaving a guest and going back cost what the profile says") {
  processor_bench b;
  const cost_profile profile = prescott();
  cost_sampler costs{profile, 1, spread::none};
  processor::step_meter m;
  b.root([&] {
    m.open(b.cpu);
    m.charge(b.cpu, costs, hybrid::paths::exit);
    m.charge(b.cpu, costs, hybrid::paths::go_on);
  });
  // Agesen et al.: a round trip of the processor takes 3,963 cycles.
  cycles hardware;
  for (const charged_step& s : m.record().steps())
    if (s.what == step::hardware_exit || s.what == step::hardware_entry) hardware += s.took;
  CHECK(hardware == cycles{3963});
  CHECK(b.cpu.spent(account::monitor) == m.record().total());
}
