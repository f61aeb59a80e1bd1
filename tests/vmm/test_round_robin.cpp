#include <catch2/catch.hpp>

#include "models/vmm/round_robin.h"

using namespace trapline;
using vmm::domain;

namespace {

class idle_domain final : public domain {
 public:
  explicit idle_domain(std::string name, bool first = false) : domain{std::move(name)} { boosted = first; }
  void run(processor::physical_processor&) override {}
};

struct bench {
  vmm::round_robin scheduler{duration::ms(30)};
  idle_domain a{"a"}, b{"b"}, c{"c"}, service{"service_os", true}, other{"other", true};
};

}  // namespace

TEST_CASE("round_robin: domains run in the order in which they woke") {
  bench t;
  t.scheduler.wake(t.b);
  t.scheduler.wake(t.a);
  CHECK(t.b.now == domain::state::runnable);
  CHECK(t.scheduler.pick(0) == &t.b);
  CHECK(t.b.now == domain::state::running);
  CHECK(t.scheduler.pick(0) == &t.a);
  CHECK(t.scheduler.pick(0) == nullptr);
}

TEST_CASE("round_robin: waking one that waits or runs changes nothing") {
  bench t;
  t.scheduler.wake(t.a);
  t.scheduler.wake(t.a);
  CHECK(t.scheduler.pick(0) == &t.a);
  t.scheduler.wake(t.a);
  CHECK(t.scheduler.pick(0) == nullptr);
  CHECK_FALSE(t.scheduler.waiting_for(0));
}

TEST_CASE("round_robin: who gives way goes behind those that wait") {
  bench t;
  t.scheduler.wake(t.a);
  t.scheduler.wake(t.b);
  domain* first = t.scheduler.pick(0);
  REQUIRE(first == &t.a);
  t.scheduler.give_way(*first);
  CHECK(t.a.now == domain::state::runnable);
  CHECK(t.scheduler.pick(0) == &t.b);
  CHECK(t.scheduler.pick(0) == &t.a);
}

TEST_CASE("round_robin: a boosted domain goes first, and boosted ones among themselves in turn") {
  bench t;
  t.scheduler.wake(t.a);
  t.scheduler.wake(t.service);
  t.scheduler.wake(t.b);
  t.scheduler.wake(t.other);
  CHECK(t.scheduler.pick(0) == &t.service);
  CHECK(t.scheduler.pick(0) == &t.other);
  CHECK(t.scheduler.pick(0) == &t.a);
  CHECK(t.scheduler.pick(0) == &t.b);
}

TEST_CASE("round_robin: a boosted domain replaces one that is not, and no other does") {
  bench t;
  REQUIRE_FALSE(t.scheduler.preempts(0, t.a));
  t.scheduler.wake(t.b);
  CHECK_FALSE(t.scheduler.preempts(0, t.a));
  CHECK(t.scheduler.waiting_for(0));
  t.scheduler.wake(t.service);
  CHECK(t.scheduler.preempts(0, t.a));
  CHECK_FALSE(t.scheduler.preempts(0, t.other));
}

TEST_CASE("round_robin: a domain with a processor of its own waits for that one only") {
  bench t;
  t.a.affinity = 1;
  t.service.affinity = 2;
  t.scheduler.wake(t.a);
  t.scheduler.wake(t.service);
  t.scheduler.wake(t.b);
  CHECK_FALSE(t.scheduler.preempts(0, t.c));
  CHECK(t.scheduler.preempts(2, t.c));
  CHECK(t.scheduler.pick(0) == &t.b);
  CHECK_FALSE(t.scheduler.waiting_for(0));
  CHECK(t.scheduler.waiting_for(1));
  CHECK(t.scheduler.pick(0) == nullptr);
  CHECK(t.scheduler.pick(1) == &t.a);
  CHECK(t.scheduler.pick(2) == &t.service);
}

TEST_CASE("round_robin: a domain keeps off a processor that is another's alone") {
  bench t;
  t.a.barred_from = 1;
  t.scheduler.wake(t.a);
  CHECK_FALSE(t.scheduler.waiting_for(1));
  CHECK(t.scheduler.pick(1) == nullptr);
  CHECK(t.scheduler.pick(0) == &t.a);
}
