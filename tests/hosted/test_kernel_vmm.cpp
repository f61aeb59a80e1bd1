// The kernel VMM, the host OS and the user-mode VMM, without a guest's code, and a virtual machine of one chip.
#include "models/hosted/kernel_vmm.h"

#include "models/hosted/crossing.h"
#include "models/hosted/host_os.h"
#include "models/hosted/line_crossing.h"
#include "models/hosted/user_vmm.h"
#include "models/vmm/board/device_parts.h"
#include "models/vmm/board/place_transport.h"
#include "models/vmm/exits/ioreq.h"
#include "models/vmm/machines/virtual_machine.h"
#include "tests/bus/bench.h"
#include "tests/vmm/monitor_bench.h"

using namespace trapline;
using namespace trapline::testing;
using processor::account;
using processor::physical_processor;
using vmm::ioreq;

namespace {

struct bench : monitored_machine {
  explicit bench(bool own_context = false) : kernel{scheduler(), ones(), room, own_context} {
    kernel.own(cpu);
    kernel.set_physical_controller(controller);
    kernel.devices_interrupt();
  }
  void run(std::initializer_list<scripted_guest*> guests) {
    for (scripted_guest* g : guests) kernel.wake(*g, instant{});
    sc_core::sc_start();
    CHECK(kernel.finished());
  }
  hosted::kernel_vmm kernel;
};

/// Ports 40h and 41h.
struct one_chip final : vmm::device_parts {
  one_chip() { has("chip", chip); }
  noting_chip chip{{{0x40, 2, 0}}};
};

/// A virtual machine whose one chip is in user mode.
struct machine {
  explicit machine(bench& b)
      : timers{b.kernel.timers().add(), b.kernel.user().timers().add()},
        vm{"a",
           std::make_unique<processor::guest_memory>(ram, std::vector<processor::rom_window>{}),
           b.room,
           {{place::kernel, timers.first, to_kernel}, {place::user, timers.second, to_user}},
           "event",
           clock_domain{1'000'000'000},
           vmm::good_ending{},
           b.kernel.at_work()} {
    auto parts = std::make_unique<one_chip>();
    chip = &parts->chip;
    model = &vm.devices.add("chip", std::move(parts), vm.far);
  }
  std::vector<std::byte> ram = std::vector<std::byte>(1 << 20);
  std::pair<vmm::timer_queue&, vmm::timer_queue&> timers;
  vmm::place_transport to_kernel{"to_kernel"}, to_user{"to_user"};
  vmm::virtual_machine vm;
  noting_chip* chip;
  vmm::device_model* model;
};

struct writes final : hosted::unseen_writes {
  bool may_have_any() override { return !waiting.empty(); }
  std::optional<ioreq> take() override {
    if (waiting.empty()) return std::nullopt;
    const ioreq first = waiting.front();
    waiting.erase(waiting.begin());
    return first;
  }
  std::vector<ioreq> waiting;
};

ioreq read_of(std::uint16_t port) {
  return {port, 0, 1, vmm::ioreq_kind::port, true, vmm::ioreq_state::none};
}
ioreq write_of(std::uint16_t port, std::uint64_t value) {
  return {port, value, 1, vmm::ioreq_kind::port, false, vmm::ioreq_state::none};
}

struct probe final : devices::line_sink {
  void set_level(bool high, instant) override { changes.push_back(high); }
  std::vector<bool> changes;
};

}  // namespace

TEST_CASE(
    "kernel_vmm: an interrupt of the machine is worked off on the spot, without anybody being scheduled") {
  bench b;
  noting_driver driver;
  b.kernel.host().attach(4, driver);
  std::string order;
  driver.then = [&](physical_processor&, vmm::device_os&) { order += "driver "; };
  scripted_guest first{"a", [&](physical_processor& cpu) {
                         order += "a ";
                         b.controller.raise(4, cpu.now());
                       }};
  scripted_guest second{"b", [&](physical_processor&) {
                          order += "b";
                          b.kernel.finish();
                        }};
  b.run({&first, &second});
  CHECK(order == "a driver b");
  CHECK(steps_of(driver.meter) == "host_interrupt");
  CHECK(b.cpu.spent(account::service_os) == cycles{0});
}

TEST_CASE("virtual_machine: who answers an operation, where it counts, and what nobody claims") {
  bench b;
  machine m{b};
  const auto there = m.vm.find(read_of(0x40));
  CHECK(&there.host == &m.vm.far);
  CHECK(&there.counts == &m.model->counts(bus::address_space::io, direction::in));
  m.vm.devices.move(*m.model, m.vm.near, instant{});
  CHECK(&m.vm.find(read_of(0x40)).host == &m.vm.host(place::kernel));
  const auto nowhere = m.vm.find(write_of(0x300, 1));
  CHECK(&nowhere.host == &m.vm.far);
  CHECK(&nowhere.counts != &there.counts);
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         processor::step_meter meter;
                         meter.open(cpu);
                         CHECK(m.vm.answer(m.vm.near, read_of(0x41), meter, cpu.now()) == 0x11);
                         CHECK(m.vm.answer(m.vm.far, read_of(0x300), meter, cpu.now()) == 0xff);
                         b.kernel.finish();
                       }};
  b.run({&guest});
  REQUIRE(m.chip->accesses.size() == 1);
}

TEST_CASE("user_vmm: an access is answered by the thread in user mode, writes that nobody has seen first") {
  bench b;
  machine m{b};
  writes before;
  before.waiting = {write_of(0x40, 7), write_of(0x41, 8)};
  processor::step_meter meter;
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         meter.open(cpu);
                         CHECK(b.kernel.user().answer(m.vm, before, read_of(0x41), meter, cpu) == 0x11);
                         b.kernel.finish();
                       }};
  b.run({&guest});
  CHECK(steps_of(meter) == "to_user device_model_user user_dispatch device_model_user ioctl_back");
  CHECK(meter.record().total() == cycles{6});
  REQUIRE(m.chip->accesses.size() == 3);
  CHECK(m.chip->accesses[0].value == 7);
  CHECK(m.chip->accesses[1].value == 8);
  CHECK(m.chip->accesses[2].is_read);
}

TEST_CASE("user_vmm: what a device model asks the host's driver for is done before the access is over") {
  bench b;
  machine m{b};
  noting_driver driver;
  driver.then = [&](physical_processor& cpu, vmm::device_os&) { cpu.spend(account::service_os, cycles{50}); };
  m.chip->on_write = [&](instant at) { b.kernel.host().submit(driver, at); };
  writes none;
  processor::step_meter meter;
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         meter.open(cpu);
                         b.kernel.user().answer(m.vm, none, write_of(0x40, 1), meter, cpu);
                         b.kernel.finish();
                       }};
  b.run({&guest});
  CHECK(driver.ran.size() == 1);
  CHECK(steps_of(meter) == "to_user user_dispatch device_model_user bus ioctl_back");
  CHECK(meter.record().total() == cycles{54});
}

namespace {

/// The steps of a line's rise that crosses by a call between the kernel VMM and the host OS.
std::string steps_of_a_call(bool own_context) {
  bench b{own_context};
  probe end;
  hosted::line_crossing by_call{b.kernel.host(), hosted::crossing::module_call, end};
  processor::step_meter meter;
  std::size_t before = 0;
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         meter.open(cpu);
                         devices::line_sink& line = by_call;
                         line.set_level(true, cpu.now());
                         before = end.changes.size();
                         b.kernel.host().settle(meter, cpu, at_interrupt);
                         line.set_level(false, cpu.now());
                         b.kernel.finish();
                       }};
  b.run({&guest});
  CHECK(before == 0);
  CHECK(end.changes == std::vector{true, false});
  return steps_of(meter);
}

}  // namespace

TEST_CASE("host_os: a line to the kernel VMM is told by a call") {
  CHECK(steps_of_a_call(false) == "module_call");
}

TEST_CASE("host_os: a kernel VMM in a context of its own is two switches away") {
  CHECK(steps_of_a_call(true) == "world_switch module_call world_switch");
}

TEST_CASE("host_os: a signal brings the user-mode VMM up and back, a system call is its return") {
  bench b;
  probe end;
  hosted::line_crossing up{b.kernel.host(), hosted::crossing::signal, end};
  hosted::line_crossing down{b.kernel.host(), hosted::crossing::system_call, end};
  processor::step_meter meter;
  scripted_guest guest{"a", [&](physical_processor& cpu) {
                         meter.open(cpu);
                         static_cast<devices::line_sink&>(up).set_level(true, cpu.now());
                         static_cast<devices::line_sink&>(down).set_level(true, cpu.now());
                         b.kernel.host().settle(meter, cpu, at_interrupt);
                         b.kernel.finish();
                       }};
  b.run({&guest});
  CHECK(steps_of(meter) == "to_user user_dispatch ioctl_back");
  CHECK(meter.record().total() == cycles{4});  // the last step twice
  CHECK(end.changes == std::vector{true, true});
}

TEST_CASE("kernel_vmm: timers of all three places run at their instants, each by its own way") {
  struct sleeper final : bus::sleeper {
    void wake(instant) override { woken = true; }
    bool woken = false;
  };
  bench b;
  std::array<sleeper, 3> sleepers;
  const std::array timers{&b.kernel.timers().add().add(), &b.kernel.host().timers().add().add(),
                          &b.kernel.user().timers().add().add()};
  scripted_guest guest{"a", [&](physical_processor&) {
                         for (std::size_t i = 0; i < 3; ++i)
                           timers[i]->call_at(instant{} + duration::us(10 * (i + 1)), sleepers[i]);
                       }};
  struct ending final : bus::sleeper {
    explicit ending(bench& of) : b{of} {}
    void wake(instant) override { b.kernel.finish(); }
    bench& b;
  } end{b};
  b.kernel.timers().add().add().call_at(instant{} + duration::us(40), end);
  b.run({&guest});
  for (const sleeper& s : sleepers) CHECK(s.woken);
  // host_interrupt each; virtual_pit; module_call and virtual_pit; to_user, user_dispatch, virtual_pit, ioctl_back;
  // and virtual_pit of the last
  CHECK(b.cpu.spent(account::monitor) == cycles{4 + 1 + 2 + 4 + 1});
}
