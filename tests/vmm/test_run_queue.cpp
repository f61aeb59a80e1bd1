#include "models/vmm/scheduling/run_queue.h"

#include <catch2/catch.hpp>

#include "models/vmm/scheduling/domain.h"
#include "models/vmm/scheduling/processor_set.h"

using namespace trapline;
using vmm::run_queue;

namespace {

struct plain final : vmm::domain {
  using domain::domain;
  void run(processor::physical_processor&) override {}
};

}  // namespace

TEST_CASE("run_queue: who comes first goes first, behind those that are boosted and those that hold a turn") {
  plain a{"a"}, b{"b"}, holder{"holder"}, boosted{"boosted"};
  holder.holds_turn = true;
  boosted.boosted = true;
  run_queue q;
  for (plain* d : {&a, &b, &holder, &boosted}) q.add(*d);
  for (const plain* wanted : {&boosted, &holder, &a, &b}) CHECK(q.take(0) == wanted);
  CHECK(q.take(0) == nullptr);
}

TEST_CASE("run_queue: one that goes first stands before its own kind only") {
  plain a{"a"}, b{"b"}, boosted{"boosted"};
  boosted.boosted = true;
  run_queue q;
  q.add(a);
  q.add(boosted);
  q.add_first(b);
  for (const plain* wanted : {&boosted, &b, &a}) CHECK(q.take(0) == wanted);
}

TEST_CASE("run_queue: a processor takes the first that may use it, and leaves the others") {
  plain a{"a"}, b{"b"};
  a.processors = vmm::processor_set::first(2).without(vmm::processor_set::first(1));
  run_queue q;
  q.add(a);
  q.add(b);
  CHECK(q.first(0) == &b);
  CHECK(q.take(0) == &b);
  CHECK(q.take(0) == nullptr);
  CHECK(q.take(1) == &a);
}

TEST_CASE("run_queue: who is withdrawn waits no longer, and loses the turn that its answer gave it") {
  plain a{"a"}, b{"b"};
  b.holds_turn = true;
  run_queue q;
  q.add(a);
  q.add(b);
  q.withdraw(b);
  CHECK_FALSE(b.holds_turn);
  CHECK(q.take(0) == &a);
  CHECK(q.take(0) == nullptr);
}
