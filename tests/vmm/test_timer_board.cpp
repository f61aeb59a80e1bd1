#include "models/vmm/virtual_time/timer_board.h"
#include "tests/vmm/scheduling_bench.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

constexpr instant at(std::uint64_t n) { return instant::at_ps(n); }

class noter final : public bus::sleeper {
 public:
  void wake(instant t) override { heard.push_back(t); }
  std::vector<instant> heard;
};

struct bench {
  bench() {
    one.kept_for(a);
    two.kept_for(b);
    b.home = 1;
    first.call_at(at(20), sleeper);
    second.call_at(at(10), sleeper);
  }
  scripted_domain a{"a"}, b{"b"};
  vmm::timer_board board;
  vmm::timer_queue &one = board.add(), &two = board.add();
  bus::wakeup &first = one.add(), &second = two.add();
  noter sleeper;
};

}  // namespace

TEST_CASE("timer_board: a processor keeps the timers of the domains that are at home there") {
  bench t;
  CHECK(t.board.next_on(0) == at(20));
  CHECK(t.board.next_on(1) == at(10));
  CHECK(t.board.next_on(7) == instant::never());
  t.board.fire_due_on(0, at(30));
  CHECK(t.sleeper.heard == std::vector<instant>{at(20)});
  CHECK(t.board.next_on(0) == instant::never());
  CHECK(t.board.next_on(1) == at(10));
}

TEST_CASE("timer_board: timers move with their domain, and the earliest of all goes first") {
  bench t;
  t.b.home = 0;
  t.board.home_changed();
  CHECK(t.board.next_on(0) == at(10));
  CHECK(t.board.next_on(1) == instant::never());
  t.board.fire_due_on(0, at(30));
  CHECK(t.sleeper.heard == std::vector<instant>{at(10), at(20)});
}

TEST_CASE(
    "timer_board: who has the earliest of a processor's timers can be asked, and whose device models they "
    "are of") {
  bench t;
  t.two.owned_by(&t.b);
  t.b.home = 0;
  t.board.home_changed();
  CHECK(&t.board.next_queue_on(0) == &t.two);
  CHECK(t.board.next_queue_on(0).owner() == &t.b);
  t.board.next_queue_on(0).fire_next();
  CHECK(t.sleeper.heard == std::vector<instant>{at(10)});
  CHECK(&t.board.next_queue_on(0) == &t.one);
}

TEST_CASE("timer_board: whoever keeps a timer hears when it is armed") {
  bench t;
  std::vector<const vmm::timer_queue*> armed;
  t.board.armed = [&](vmm::timer_queue& q) { armed.push_back(&q); };
  t.first.call_at(at(5), t.sleeper);
  t.second.call_at(instant::never(), t.sleeper);
  CHECK(armed == std::vector<const vmm::timer_queue*>{&t.one});
  CHECK(t.board.next_on(1) == instant::never());
}
