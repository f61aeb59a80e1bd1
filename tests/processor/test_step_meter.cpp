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
constexpr path_part wait_for_bus{"", {{301, step::bus}}};
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

TEST_CASE("step_meter: a path that was taken before is known, and is what is charged step by step") {
  processor_bench b;
  const cost_profile profile = prescott();
  cost_sampler costs{profile, 1, spread::none};
  const path_part* const parts[] = {&decide, &fill_again, &mixed, &decide, &decide};
  const auto charge = [&](processor::step_meter& m, std::size_t how_many, block in) {
    m.open(b.cpu);
    for (std::size_t i = 0; i < how_many; ++i) m.charge(b.cpu, costs, *parts[i], in);
  };
  b.root([&] {
    processor::step_meter first, again, elsewhere, shorter;
    charge(first, 2, 211);
    charge(shorter, 1, 211);
    charge(again, 2, 211);
    charge(elsewhere, 2, 204);
    CHECK(first.record().kept());
    CHECK(&first.record() == &again.record());
    CHECK(first.record().total() == profile.of(step::decode_exit).mean + profile.of(step::refill).mean);
    CHECK(shorter.record().steps().size() == 1);
    CHECK(elsewhere.record().steps()[1].in == 204);
    processor::step_meter both;
    both.open(b.cpu);
    both.charge(b.cpu, costs, decide, wait_for_bus);
    CHECK(both.record().kept());
    CHECK(both.record().steps().size() == 2);
    CHECK(b.cpu.now_cycles() == both.end());
    const processor::step_meter copy = first;
    CHECK(&copy.record() == &first.record());

    // Of several who pay there is nothing known, nor of what comes behind; the steps are there all the same.
    charge(again, 5, 211);
    CHECK_FALSE(again.record().kept());
    CHECK(again.record().steps().size() == 8);
    const access_record& all = again.record();
    access_record alone;
    for (const path_part* part : parts)
      for (const path_step& s : part->steps)
        alone.add(s.in == where_it_happens ? block{211} : s.in, s.what, profile.of(s.what).mean, s.by);
    CHECK(all == alone);

    // Other costs: what was given out stays as it is, and what has begun goes on by them.
    processor::step_meter begun;
    charge(begun, 1, 211);
    cost_profile dearer = cost_profile::load(TRAPLINE_SOURCE_DIR "/platform/profiles/skylake-2017.toml");
    costs = cost_sampler{dearer, 1, spread::none};
    const cycles before = first.record().total();
    charge(again, 2, 211);
    CHECK(first.record().total() == before);
    begun.charge(b.cpu, costs, fill_again, 211);
    CHECK(begun.record().total() == profile.of(step::decode_exit).mean + dearer.of(step::refill).mean);
    CHECK(again.record().total() == dearer.of(step::decode_exit).mean + dearer.of(step::refill).mean);
  });
}

TEST_CASE("step_meter: what is drawn for a path that is known is what is drawn step by step") {
  processor_bench b;
  const cost_profile profile = prescott();
  cost_sampler costs{profile, 5, spread::profile}, alike{profile, 5, spread::profile};
  processor::step_meter m;
  access_record alone;
  const auto charge = [&](const path_part& part, block in) {
    m.charge(b.cpu, costs, part, in);
    for (const path_step& s : part.steps)
      alone.add(s.in == where_it_happens ? in : s.in, s.what, alike.draw(s.what), s.by);
  };
  const access_record* shape = nullptr;
  int shaped = 0, of_the_shape_before = 0;
  b.root([&] {
    for (int i = 0; i < 1000; ++i) {
      m.open(b.cpu);
      alone.clear();
      charge(fill_again, 204);
      if (i % 3 == 1) charge(fill_again, 211);
      // The same step again, which is kept as one.
      if (i % 5 == 1) charge(fill_again, 211);
      if (i % 7 == 1) charge(mixed, 211);
      charge(fill_again, 208);
      if (i % 11 == 1) {
        m.include(wait, cycles{7});
        alone.add(210, step::queue, cycles{7}, account::idle);
      }
      charge(fill_again, 204);
      REQUIRE(m.record() == alone);
      if (i % 11 != 1) REQUIRE(m.end() == b.cpu.now_cycles());
      if (m.record().shape() == nullptr) continue;
      ++shaped;
      of_the_shape_before += m.record().shape() == shape ? 1 : 0;
      shape = m.record().shape();
      REQUIRE(shape->steps().size() == alone.steps().size());
    }
  });
  CHECK(shaped > 500);
  CHECK(of_the_shape_before > 200);
}

TEST_CASE("step_meter: an operation that does one thing for ever has all of its steps") {
  processor_bench b;
  const cost_profile profile = prescott();
  cost_sampler costs{profile, 1, spread::none};
  processor::step_meter m;
  constexpr int times = 100;
  b.root([&] {
    m.open(b.cpu);
    for (int i = 0; i < times; ++i) {
      m.charge(b.cpu, costs, decide);
      m.charge(b.cpu, costs, fill_again, 211);
    }
  });
  CHECK(m.record().total() ==
        (profile.of(step::decode_exit).mean + profile.of(step::refill).mean) * std::uint64_t{times});
  CHECK(m.record().steps().size() == access_record::capacity);
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
