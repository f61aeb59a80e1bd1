// The sleep of a VM's thread: KVM's rule, step by step, and what is charged and told of it.
#include "models/vmm/scheduling/halt_polling.h"

#include "models/hosted/kernel_vmm.h"
#include "models/hosted/thread_sleep.h"
#include "tests/vmm/monitor_bench.h"

using namespace trapline;
using namespace trapline::testing;
using processor::account;
using processor::physical_processor;
using vmm::halt_polling;

namespace {

constexpr duration us(std::uint64_t n) { return duration::us(n); }

/// What the thread polls after each of these waits.
std::vector<std::uint64_t> after(halt_polling p, const std::vector<std::uint64_t>& waits_us) {
  std::vector<std::uint64_t> all;
  for (const std::uint64_t w : waits_us) {
    p.waited(us(w));
    all.push_back(p.length().nanoseconds() / 1000);
  }
  return all;
}

using us_each = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE(
    "halt polling: it grows from nothing to its limit while waits are longer than it, and shorter than "
    "that") {
  CHECK(after(halt_polling{{.most = us(200)}}, {150, 150, 150, 150, 199, 199, 199}) ==
        us_each{10, 20, 40, 80, 160, 200, 200});
  CHECK(after(halt_polling{{.most = us(200), .grow = 3, .grow_start = us(7)}}, {100, 100, 100}) ==
        us_each{7, 21, 63});
  CHECK(after(halt_polling{{.most = us(5)}}, {4}) == us_each{5});
}

TEST_CASE("halt polling: a wait that it covers leaves it as it is, one that nothing could cover shrinks it") {
  CHECK(after(halt_polling{{.most = us(200)}}, {50, 50, 50, 50, 80, 3, 250, 250, 250, 250}) ==
        us_each{10, 20, 40, 80, 80, 80, 40, 20, 10, 0});
  CHECK(after(halt_polling{{.most = us(200), .shrink = 0}}, {50, 50, 50, 201}) == us_each{10, 20, 40, 0});
  // Less than it begins with is nothing.
  CHECK(after(halt_polling{{.most = us(200), .shrink = 3}}, {50, 50, 201}) == us_each{10, 20, 0});
}

TEST_CASE(
    "halt polling: without a limit there is none, nor without growth, nor for waits as long as the limit") {
  CHECK(after(halt_polling{{}}, {1, 10, 100}) == us_each{0, 0, 0});
  CHECK(after(halt_polling{{.most = us(200), .grow = 0}}, {1, 10, 100}) == us_each{0, 0, 0});
  CHECK(after(halt_polling{{.most = us(200)}}, {200, 1000}) == us_each{0, 0});
}

TEST_CASE("thread_sleep: waking is charged where the thread slept, and polling is told") {
  monitored_machine b;
  hosted::kernel_vmm kernel{b.scheduler(), b.ones(), b.room, false};
  kernel.own(b.cpu);
  kernel.set_physical_controller(b.controller);
  kernel.devices_interrupt();
  hosted::thread_sleep sleep{{.most = us(200)}, kernel.costs(), b.room, "a"};
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         processor::step_meter m;
                         m.open(cpu);
                         CHECK(sleep.begin(cpu) == cpu.now());
                         cpu.spend(account::idle, cycles{5000});
                         sleep.end(m, cpu, false);
                         CHECK(m.record().steps().back().what == step::wake_thread);
                         CHECK(m.end() == cpu.now_cycles());
                         m.open(cpu);
                         CHECK(sleep.begin(cpu) == cpu.now() + us(10));
                         cpu.spend(account::monitor, cycles{3000});
                         sleep.polled(cpu);
                         sleep.end(m, cpu, true);
                         CHECK(m.record().steps().empty());
                         sleep.end(m, cpu, false);  // it did not halt again
                         CHECK(m.record().steps().empty());
                         kernel.finish();
                       }};
  kernel.wake(guest, instant{});
  sc_core::sc_start();
  const auto& polls = b.room.statistics().exit("a", "halt_poll").away;
  CHECK(polls.count() == 1);
  CHECK(polls.sum() == cycles{3000});
  const auto& wakes = b.room.statistics().exit("a", "wake_up").away;
  CHECK(wakes.count() == 1);
  CHECK(wakes.sum() == cycles{1});
}
