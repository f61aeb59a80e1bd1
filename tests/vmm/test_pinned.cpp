#include "models/vmm/scheduling/pinned.h"
#include "tests/vmm/scheduling_bench.h"

using namespace trapline;
using namespace trapline::testing;

TEST_CASE("pinned: each domain gets a processor, the one with the fewest domains of those that it may use") {
  vmm::pinned scheduler{3};
  scripted_domain a{"a"}, b{"b"}, c{"c"}, d{"d"};
  c.processors = processor_set::only(0) | processor_set::only(1);
  for (scripted_domain* one : {&a, &b, &c, &d}) scheduler.wake(*one, instant{});
  CHECK(a.processors == processor_set::only(0));
  CHECK(b.processors == processor_set::only(1));
  CHECK(c.processors == processor_set::only(0));
  CHECK(d.processors == processor_set::only(2));
}

TEST_CASE("pinned: a domain does not move to a processor that is free") {
  vmm::pinned scheduler{2};
  scripted_domain a{"a"}, b{"b"};
  b.processors = processor_set::only(0);
  scheduler.wake(a, instant{});
  scheduler.wake(b, instant{});
  CHECK(scheduler.pick(0, instant{}) == &a);
  CHECK(scheduler.pick(1, instant{}) == nullptr);
  CHECK_FALSE(scheduler.waiting_for(1));
  CHECK(scheduler.waiting_for(0));
}

TEST_CASE("pinned: who runs is not made to leave, but by the service OS") {
  vmm::pinned scheduler{1};
  scripted_domain a{"a"}, b{"b"}, service{"service_os"};
  service.boosted = true;
  scheduler.wake(a, instant{});
  scheduler.wake(b, instant{});
  REQUIRE(scheduler.pick(0, instant{}) == &a);
  CHECK(scheduler.turn_ends(0, a) == instant::never());
  scheduler.wake(service, instant{});
  CHECK(scheduler.turn_ends(0, a) == instant{});
  a.now = domain::state::runnable;
  scheduler.leave(0, a, instant{});
  REQUIRE(scheduler.pick(0, instant{}) == &service);
  CHECK(scheduler.turn_ends(0, service) == instant::never());
}
