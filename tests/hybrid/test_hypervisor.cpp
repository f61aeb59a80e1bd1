// The hypervisor and its service OS, without a guest's code: who runs when, what each step is charged to.
#include "models/hybrid/hypervisor.h"

#include "models/hybrid/line_crossing.h"
#include "models/hybrid/paths.h"
#include "models/hybrid/service_os.h"
#include "models/vmm/drivers/key_sink.h"
#include "models/vmm/drivers/keyboard_driver.h"
#include "models/vmm/drivers/serial_driver.h"
#include "models/vmm/exits/monitor.h"
#include "tests/vmm/monitor_bench.h"

using namespace trapline;
using namespace trapline::testing;
using processor::account;
using processor::physical_processor;

namespace {

struct bench : monitored_machine {
  bench() {
    hypervisor.own(cpu);
    hypervisor.set_physical_controller(controller);
    hypervisor.devices_interrupt();
  }
  /// Runs guests that are woken at power-on, until one of them ends the simulation.
  void run(std::initializer_list<scripted_guest*> guests) {
    for (scripted_guest* g : guests) hypervisor.wake(*g, instant{});
    sc_core::sc_start();
    CHECK(hypervisor.finished());
  }
  hybrid::hypervisor hypervisor{scheduler(), ones(), room};
};

struct typed final : vmm::key_sink, vmm::serial_sink {
  explicit typed(place at) : host{at, at == place::hypervisor, {}, nullptr, this} {}
  void scan_code(std::uint8_t code, instant) override { codes.push_back(code); }
  void received(std::uint8_t code, instant) override { codes.push_back(code); }
  const vmm::model_host& where() const override { return host; }
  std::vector<unsigned> codes;
  vmm::model_host host;
};

struct probe final : devices::line_sink {
  void set_level(bool high, instant at) override { changes.emplace_back(high, at); }
  std::vector<std::pair<bool, instant>> changes;
};

}  // namespace

TEST_CASE("monitor: at power-on the machine's controllers are programmed, lines without a driver masked") {
  bench b;
  noting_driver driver;
  b.hypervisor.service().attach(4, driver);
  scripted_guest guest{"a", [&](physical_processor&) { b.hypervisor.finish(); }};
  b.run({&guest});
  CHECK(driver.is_set_up);
  using write = std::pair<std::uint64_t, unsigned>;
  CHECK(b.bus.written == std::vector<write>{{0x20, 0x11},
                                            {0x21, 0x20},
                                            {0x21, 4},
                                            {0x21, 1},
                                            {0x21, 0xeb},
                                            {0xa0, 0x11},
                                            {0xa1, 0x28},
                                            {0xa1, 2},
                                            {0xa1, 1},
                                            {0xa1, 0xff}});
}

TEST_CASE("monitor: domains that are awake run in turn, one that sleeps does not") {
  bench b;
  std::string order;
  scripted_guest sleeper{"c", [&](physical_processor&) { order += "c"; }};
  scripted_guest second{"b", [&](physical_processor&) {
                          order += "b";
                          b.hypervisor.finish();
                        }};
  scripted_guest first{"a", [&](physical_processor&) { order += "a"; }};
  b.run({&first, &second});
  CHECK(order == "ab");
  CHECK(sleeper.now == vmm::domain::state::blocked);
}

TEST_CASE("monitor: a domain that is held has no processor until it is let go") {
  bench b;
  std::string order;
  scripted_guest held{"a", [&](physical_processor&) {
                        order += "a";
                        b.hypervisor.finish();
                      }};
  scripted_guest other{"b", [&](physical_processor& cpu) {
                         order += "b";
                         b.hypervisor.let_go(held, cpu.now());
                       }};
  b.hypervisor.hold(held);
  b.run({&held, &other});
  CHECK(order == "ba");
}

TEST_CASE("hypervisor: an interrupt of the machine runs its driver in the service OS, step by step") {
  bench b;
  noting_driver driver;
  b.hypervisor.service().attach(4, driver);
  driver.then = [&](physical_processor&, vmm::device_os&) { b.hypervisor.finish(); };
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         cpu.spend(account::guest, cycles{1000});
                         cpu.take_turn();
                         b.controller.raise(4, cpu.now());
                       }};
  b.run({&guest});
  REQUIRE(driver.ran.size() == 1);
  CHECK(steps_of(driver.meter) == "host_interrupt switch_to_service_os upcall");
  CHECK(b.cpu.spent(account::guest) == cycles{1000});
  CHECK(b.cpu.spent(account::service_os) == cycles{1});  // the upcall
  CHECK(driver.ran.front() == instant{} + duration::ns(1003));
  CHECK(b.bus.written.back() == std::pair<std::uint64_t, unsigned>{0x20, 0x20});
}

TEST_CASE("hypervisor: an interrupt that finds the service OS at work costs it no switch and no upcall") {
  bench b;
  noting_driver one, two;
  b.hypervisor.service().attach(3, one);
  b.hypervisor.service().attach(4, two);
  one.then = [&](physical_processor& cpu, vmm::device_os&) { b.controller.raise(4, cpu.now()); };
  two.then = [&](physical_processor&, vmm::device_os&) { b.hypervisor.finish(); };
  scripted_guest guest{"a", [&](physical_processor& cpu) { b.controller.raise(3, cpu.now()); }};
  b.run({&guest});
  CHECK(steps_of(one.meter) == "host_interrupt switch_to_service_os upcall");
  CHECK(steps_of(two.meter) == "host_interrupt");
}

TEST_CASE("hypervisor: an idle processor wakes for a timer of the models near the guest, at its instant") {
  struct sleeper final : bus::sleeper {
    void wake(instant) override {
      at = b.cpu.now();
      b.hypervisor.finish();
    }
    explicit sleeper(bench& of) : b{of} {}
    bench& b;
    instant at;
  };
  bench b;
  sleeper s{b};
  bus::wakeup& timer = b.hypervisor.timers().add().add();
  scripted_guest guest{"a", [&](physical_processor&) { timer.call_at(instant{} + duration::us(7), s); }};
  b.run({&guest});
  // host_interrupt and virtual_pit
  CHECK(s.at == instant{} + duration::us(7) + duration::ns(2));
  CHECK(b.cpu.spent(account::idle) == cycles{7000});
}

TEST_CASE(
    "service_os: a line that rises towards the hypervisor is a hypercall, its fall goes with what comes "
    "next") {
  bench b;
  probe end;
  hybrid::line_to_hypervisor crossing{b.hypervisor.service(), end};
  devices::line_sink& line = crossing;
  noting_driver work;
  std::size_t told_at_once = 0;
  work.then = [&](physical_processor& cpu, vmm::device_os&) {
    line.set_level(true, cpu.now());
    told_at_once = end.changes.size();
  };
  scripted_guest guest{"a", [&](physical_processor& cpu) { b.hypervisor.service().submit(work, cpu.now()); }};
  scripted_guest last{"b", [&](physical_processor&) { b.hypervisor.finish(); }};
  b.run({&guest, &last});
  CHECK(told_at_once == 0);
  REQUIRE(end.changes.size() == 1);
  CHECK(end.changes.front().first);
  CHECK(b.cpu.spent(account::service_os) == cycles{2});  // upcall, raise_hypercall
  line.set_level(false, b.cpu.now());
  CHECK(end.changes.size() == 2);
}

TEST_CASE(
    "service_os: work is done in the order in which it was submitted, and once however often that was") {
  bench b;
  std::string order;
  noting_driver one, two;
  one.then = [&](physical_processor&, vmm::device_os&) { order += "1"; };
  two.then = [&](physical_processor&, vmm::device_os&) {
    order += "2";
    b.hypervisor.finish();
  };
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         for (noting_driver* d : {&one, &one, &two, &one})
                           b.hypervisor.service().submit(*d, cpu.now());
                       }};
  b.run({&guest});
  CHECK(order == "12");
}

TEST_CASE("keyboard_driver: fetches what the controller has, passes keys on and drops the mouse's") {
  bench b;
  vmm::keyboard_driver driver;
  typed sink{place::service_os};
  driver.focus(sink);
  b.hypervisor.service().attach(vmm::keyboard_driver::irq, driver);
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         b.bus.answers[0x64] = {0x00, 0x01, 0x21, 0x01};  // key, mouse, key, nothing
                         b.bus.answers[0x60] = {0xf0, 0x55, 0x1c};
                         b.controller.raise(1, cpu.now());
                       }};
  scripted_guest last{"b", [&](physical_processor&) { b.hypervisor.finish(); }};
  b.bus.answers[0x64] = {0, 0};
  b.run({&guest, &last});
  CHECK(sink.codes == std::vector<unsigned>{0x1c, 0xf0});
  // upcall, and the process of the keyboard model once
  CHECK(b.cpu.spent(account::service_os) == cycles{2});
}

TEST_CASE("serial_driver: passes a byte to a model near the guest by a call") {
  bench b;
  typed sink{place::hypervisor};
  vmm::serial_driver driver{sink};
  b.hypervisor.service().attach(vmm::serial_driver::irq, driver);
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         b.bus.answers[0x3fd] = {0x60, 0x61};
                         b.bus.answers[0x3f8] = {'x'};
                         b.controller.raise(4, cpu.now());
                       }};
  scripted_guest last{"b", [&](physical_processor&) { b.hypervisor.finish(); }};
  b.run({&guest, &last});
  CHECK(sink.codes == std::vector<unsigned>{'x'});
  CHECK(b.cpu.spent(account::service_os) == cycles{3});  // upcall, the process, the call
}
