#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "models/costs/step.h"
#include "sim/results/results.h"
#include "sim/statistics/path_statistics.h"

using namespace trapline;

namespace {

access_record record_of(std::initializer_list<charged_step> steps) {
  access_record r;
  for (const charged_step& s : steps) r.add(s.in, s.what, s.took);
  return r;
}

}  // namespace

TEST_CASE("statistics: the sums of the steps tile the sum of the totals, whatever the records") {
  std::mt19937_64 random{301};
  operation_statistics all;
  std::uint64_t expected = 0;
  for (int i = 0; i < 2000; ++i) {
    access_record r;
    const std::uint64_t steps = random() % 60;
    for (std::uint64_t s = 0; s < steps; ++s)
      r.add(static_cast<block>(201 + random() % 11), static_cast<step>(random() % step_count),
            cycles{random() % 10'000});
    expected += r.total().count();
    all.fold(r);
  }
  std::uint64_t sum = 0;
  for (const step_sum& s : all.steps()) sum += s.total.count();
  CHECK(all.totals().sum().count() == expected);
  CHECK(sum == expected);
}

TEST_CASE("statistics: records that come again and again are summed as if each came alone") {
  std::mt19937_64 random{302};
  const access_record kinds[] = {
      record_of({{202, step::hardware_exit, cycles{10}}, {205, step::hardware_entry, cycles{20}}}),
      record_of({{202, step::hardware_exit, cycles{20}}, {205, step::hardware_entry, cycles{10}}}),
      record_of({{202, step::hardware_exit, cycles{10}}, {207, step::queue, cycles{20}}}), access_record{}};
  operation_statistics all;
  std::uint64_t counts[4] = {};
  const auto check = [&] {
    CHECK(all.totals().count() == counts[0] + counts[1] + counts[2] + counts[3]);
    CHECK(all.totals().sum() == cycles{30 * (counts[0] + counts[1] + counts[2])});
    for (const step_sum& s : all.steps()) {
      const bool exit = s.what == step::hardware_exit, entry = s.what == step::hardware_entry;
      CHECK(s.count == counts[2] + (entry || exit ? counts[0] + counts[1] : 0) - (entry ? counts[2] : 0));
      CHECK(s.total.count() == (exit    ? 10 * counts[0] + 20 * counts[1] + 10 * counts[2]
                                : entry ? 20 * counts[0] + 10 * counts[1]
                                        : 20 * counts[2]));
    }
  };
  for (int i = 0; i < 300; ++i) {
    const std::size_t kind = random() % 4;
    for (std::uint64_t times = random() % 5; times > 0; --times) {
      all.fold(kinds[kind]);
      ++counts[kind];
    }
    if (i % 7 == 0) check();
    if (i % 100 == 99) {
      all.reset();
      std::ranges::fill(counts, 0);
      CHECK(all.steps().empty());
    }
  }
}

TEST_CASE("statistics: a record that is kept counts as one of its own, before and behind a reset") {
  access_record kept = record_of({{202, step::hardware_exit, cycles{10}}});
  kept.keep();
  const access_record alike = kept, other = record_of({{202, step::hardware_exit, cycles{30}}});
  const access_record& first = kept;
  CHECK_FALSE(alike.kept());
  operation_statistics all;
  for (const access_record* r : {&first, &first, &first, &alike, &other, &first, &other, &other, &first})
    all.fold(*r);
  CHECK(all.totals().count() == 9);
  CHECK(all.totals().sum() == cycles{6 * 10 + 3 * 30});
  REQUIRE(all.steps().size() == 1);
  CHECK(all.steps()[0].count == 9);
  all.reset();
  all.fold(kept);
  CHECK(all.totals().count() == 1);
  CHECK(all.steps().at(0).total == cycles{10});
}

TEST_CASE("statistics: records that have their steps from one shape are summed as if each had its own") {
  access_record shapes[] = {
      record_of({{202, step::hardware_exit, cycles{10}}, {205, step::hardware_entry, cycles{20}}}),
      record_of({{202, step::hardware_exit, cycles{1}},
                 {202, step::decode_exit, cycles{2}},
                 {205, step::hardware_entry, cycles{3}}})};
  for (access_record& s : shapes) s.keep();
  const access_record seldom = record_of({{203, step::lookup_port, cycles{5}}});
  std::mt19937_64 random{303};
  operation_statistics shaped, by_itself;
  for (int i = 0; i < 500; ++i) {
    const access_record& shape = shapes[random() % 5 / 4];
    access_record r, alone;
    r.go_on_like(shape, [&](cycles) { return cycles{random() % 100}; });
    for (const charged_step& s : r.steps()) alone.add(s.in, s.what, s.took);
    CHECK(r.shape() == &shape);
    CHECK(alone.shape() == nullptr);
    CHECK(r == alone);
    shaped.fold(i % 50 == 49 ? seldom : r);
    by_itself.fold(i % 50 == 49 ? seldom : alone);
    if (i == 250) {
      shaped.reset();
      by_itself.reset();
    }
    if (i % 20 != 0) continue;
    CHECK(shaped.totals().used_slots() == by_itself.totals().used_slots());
    REQUIRE(shaped.steps().size() == by_itself.steps().size());
    for (std::size_t s = 0; s < shaped.steps().size(); ++s) {
      CHECK(shaped.steps()[s].is_of({by_itself.steps()[s].in, by_itself.steps()[s].what, cycles{}}, false));
      CHECK(shaped.steps()[s].count == by_itself.steps()[s].count);
      CHECK(shaped.steps()[s].total == by_itself.steps()[s].total);
    }
  }
  access_record longer;
  longer.go_on_like(shapes[0], [](cycles) { return cycles{1}; });
  longer.add(210, step::queue, cycles{1});
  CHECK(longer.shape() == nullptr);
}

TEST_CASE("statistics: a step that some operations take stands between its neighbours in time") {
  operation_statistics all;
  all.fold(record_of({{202, step::hardware_exit, cycles{10}}, {205, step::hardware_entry, cycles{20}}}));
  all.fold(record_of({{202, step::hardware_exit, cycles{10}},
                      {207, step::queue, cycles{5}},
                      {205, step::hardware_entry, cycles{20}}}));
  all.fold(record_of({{202, step::hardware_exit, cycles{10}}, {205, step::hardware_entry, cycles{20}}}));
  REQUIRE(all.steps().size() == 3);
  CHECK(all.steps()[1].what == step::queue);
  CHECK(all.steps()[1].count == 1);
  CHECK(all.steps()[0].count == 3);
  CHECK(all.steps()[2].total == cycles{60});
}

TEST_CASE(
    "statistics: an access that ends an interrupt stands behind the handler, whatever led to the interrupt") {
  operation_statistics all{all_steps.divider};
  all.fold(record_of({{202, step::hardware_exit, cycles{1}}, {303, step::handler, cycles{2}}}));
  all.fold(record_of({{303, step::handler, cycles{2}}, {202, step::hardware_exit, cycles{7}}}));
  REQUIRE(all.steps().size() == 3);
  CHECK(all.steps()[0].total == cycles{1});
  CHECK(all.steps()[1].what == step::handler);
  CHECK(all.steps()[2].total == cycles{7});
}

TEST_CASE("statistics: a step in two blocks has a sum in each") {
  operation_statistics all;
  all.fold(record_of({{202, step::queue, cycles{1}}, {210, step::queue, cycles{2}}}));
  REQUIRE(all.steps().size() == 2);
  CHECK(all.steps()[0].in == 202);
  CHECK(all.steps()[1].total == cycles{2});
}

TEST_CASE("statistics: a region of interest counts from zero and keeps what is pending") {
  run_statistics run{all_steps};
  interrupt_statistics& pit = run.interrupt("a", "pit", "event");
  path_statistics& path = run.path({"a", "hypervisor", "pit", direction::in});
  path.accesses.fold(record_of({{202, step::hardware_exit, cycles{3}}}));
  pit.raised = 10;
  pit.delivered = 6;
  pit.merged = 2;
  pit.dropped = 1;
  pit.pending = 1;
  run.reset("b");
  CHECK(pit.raised == 10);
  run.reset("a");
  CHECK(pit.raised == 1);
  CHECK(pit.pending == 1);
  CHECK(path.accesses.totals().count() == 0);
  CHECK(&run.path({"a", "hypervisor", "pit", direction::in}) == &path);
}

TEST_CASE("statistics: a region of interest drifts by what is lost in it, and back by what was pending") {
  run_statistics run{all_steps};
  interrupt_statistics& pit = run.interrupt("a", "pit", "event");
  pit.ticks_behind = duration::ms(8);
  CHECK(pit.drift_ns() == 8'000'000);
  run.reset("a");
  CHECK(pit.drift_ns() == 0);
  pit.clock_behind = duration::ms(3);
  CHECK(pit.drift_ns() == 3'000'000);
  pit.ticks_behind = duration::ms(1);
  CHECK(pit.drift_ns() == -4'000'000);
}

TEST_CASE("results: hold what counted something, in order of its keys") {
  run_statistics run{all_steps};
  run.path({"b", "hypervisor", "pit", direction::in})
      .accesses.fold(record_of({{202, step::vmread, cycles{3}}}));
  run.path({"a", "service_os", "uart", direction::out})
      .accesses.fold(record_of({{202, step::vmread, cycles{4}}}));
  run.path({"a", "service_os", "uart", direction::in});
  run.exit("a", "hlt").away.add(cycles{77});
  results r;
  r.take(run);
  REQUIRE(r.paths.size() == 2);
  CHECK(r.paths[0].vm == "a");
  CHECK(r.paths[0].towards == direction::out);
  CHECK(r.paths[0].took.total == 4);
  CHECK(r.paths[1].steps.at(0).what == "vmread");
  REQUIRE(r.exits.size() == 1);
  CHECK(r.exits[0].took.p50 == 77);
}
