// What holds of every scheduling policy, whatever the domains do.
#include "sim/random/split_mix.h"
#include "tests/vmm/scheduling_bench.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

/// 1 to 4 processors, 1 to 8 domains: busy ones and sleepers, weights, and sets of processors.
void populate(scheduling_bench& t, std::size_t processors, std::uint64_t seed) {
  const auto below = [&](std::uint64_t n) { return split_mix(seed) % n; };
  const std::uint64_t domains = 1 + below(8);
  for (std::uint64_t i = 0; i < domains; ++i) {
    const bool busy = below(2) == 0;
    scripted_domain& d = t.add("d" + std::to_string(i), duration::ms(busy ? 0 : 1 + below(40)),
                               scheduling_bench::step * (1 + below(50)));
    d.weight = static_cast<std::uint32_t>(1 + below(1000));
    d.processors = processor_set{1 + below((1u << processors) - 1)};
    d.boosted = i == 0 && below(2) == 0 && !busy;
  }
}

/// What `figure` says of the bench is zero after each of 60 random scripts under each policy.
template <class Figure>
void check_is_zero(std::uint64_t first_seed, const Figure& figure) {
  for (const vmm::scheduling_policy& p : vmm::scheduling_policies())
    for (std::uint64_t seed = first_seed; seed < first_seed + 60; ++seed) {
      CAPTURE(p.name, seed);
      const std::size_t processors = 1 + seed % 4;
      scheduling_bench t{p.name, processors, duration::ms(1 + seed % 30)};
      populate(t, processors, seed);
      t.run_for(duration::ms(400));
      CHECK(figure(t) == 0);
    }
}

}  // namespace

TEST_CASE("scheduling: no policy runs a domain where it may not, or twice at a time") {
  check_is_zero(1, [](const scheduling_bench& t) { return t.violations(); });
}

TEST_CASE("scheduling: no policy leaves a processor idle while a domain waits that may run there") {
  check_is_zero(101, [](const scheduling_bench& t) { return t.idle_steps_while_somebody_waits(); });
}

TEST_CASE("scheduling: round robin gives busy domains equal shares whatever their weights") {
  scheduling_bench t{"round_robin", 1};
  scripted_domain& a = t.add("a");
  scripted_domain& b = t.add("b");
  b.weight = 1024;
  t.run_for(duration::s(6));
  CHECK(a.ran == b.ran);
}
