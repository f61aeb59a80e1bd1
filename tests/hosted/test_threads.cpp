// A virtual machine's own code under the kernel VMM: the thread that runs it, and the I/O thread beside it.
#include "models/hosted/io_thread.h"
#include "models/hosted/kernel_vmm.h"
#include "models/hosted/paths.h"
#include "models/hosted/vm_thread.h"
#include "tests/vmm/code_bench.h"

using namespace trapline;
using namespace trapline::testing;
using processor::account;
using processor::physical_processor;
namespace paths = hosted::paths;

namespace {

constexpr vmm::address_range port_40{vmm::ioreq_kind::port, 0x40, 0x40};

struct bench : monitored_machine {
  explicit bench(std::initializer_list<int> code) : guest{room, places(), kernel.at_work(), code} {
    kernel.own(cpu);
    kernel.set_physical_controller(controller);
    kernel.devices_interrupt();
    guest.vm.devices.connect(thread.interrupt_input(), place::kernel, nullptr);
    kernel.add(thread);
  }
  void run() {
    struct ending final : bus::sleeper {
      explicit ending(bench& of) : b{of} {}
      void wake(instant) override { b.kernel.finish(); }
      bench& b;
    } end{*this};
    kernel.timers().add().add().call_at(instant{} + duration::ms(1), end);
    sc_core::sc_start();
    CHECK(kernel.finished());
  }
  std::vector<vmm::virtual_machine::location> places() {
    return {{place::kernel, kernel.timers().add(), to_kernel},
            {place::host_os, kernel.host().timers().add(), to_host},
            {place::user, kernel.user().timers().add(), to_user}};
  }
  std::vector<std::uint32_t> written() const {
    std::vector<std::uint32_t> all;
    for (const auto& a : guest.chip->accesses)
      if (!a.is_read) all.push_back(a.value);
    return all;
  }

  hosted::kernel_vmm kernel{scheduler(), ones(), room, false};
  vmm::place_transport to_kernel{"to_kernel"}, to_host{"to_host"}, to_user{"to_user"};
  coded_machine guest;
  cycle_each costs;
  hosted::vm_thread thread{kernel, guest.vm, costs};
  hosted::io_thread io{kernel, guest.vm, "a_io"};
};

// mov al,7; out 40h,al; in al,41h
constexpr std::initializer_list<int> one_of_each{0xb0, 0x07, 0xe6, 0x40, 0xe4, 0x41};

}  // namespace

TEST_CASE("vm_thread: an access is answered in the kernel, by a call of the host OS, or in user mode") {
  struct expected {
    place at;
    std::string steps;
  };
  // One elaboration a process: the model moves between the three accesses.
  // in al,41h, three times, with 200 instructions of nothing in between (mov cx,200; loop)
  bench b{{0xe4, 0x41, 0xb9, 0xc8, 0x00, 0xe2, 0xfe, 0xe4, 0x41, 0xb9, 0xc8, 0x00, 0xe2, 0xfe, 0xe4, 0x41}};
  struct mover final : record_listener {
    explicit mover(bench& of) : b{of} {}
    void access_closed(const closed_access&) override {
      b.guest.vm.devices.move(*b.guest.model, b.guest.vm.host(next), b.cpu.now());
      next = place::user;
    }
    bench& b;
    place next = place::host_os;
  } then{b};
  b.guest.vm.devices.move(*b.guest.model, b.guest.vm.near, instant{});
  b.room.subscribe(then);
  b.kernel.wake(b.thread, instant{});
  b.run();
  REQUIRE(b.guest.accesses.size() == 3);
  const std::string in = steps_in({&vmm::trap, &paths::exit, &paths::look_up}) + " ";
  CHECK(b.guest.accesses[0].steps == in + steps_in({&paths::answer_in_kernel, &paths::enter_after_kernel}));
  CHECK(b.guest.accesses[1].steps ==
        in + steps_in({&paths::module_call, &paths::answer_in_kernel, &paths::enter_after_kernel}, 204));
  CHECK(b.guest.accesses[2].steps == in + steps_in({&paths::to_user, &paths::dispatch, &paths::answer_in_user,
                                                    &paths::ioctl_back, &paths::enter_after_user}));
  CHECK(b.guest.accesses[0].key.path == "kernel");
  CHECK(b.guest.accesses[1].key.path == "host_os");
  CHECK(b.guest.accesses[2].key.path == "user");
  for (const auto& a : b.guest.accesses) CHECK(a.value == 0x11);
}

TEST_CASE(
    "io_thread: a signalled write is over for the guest at once, and carried out when the thread runs") {
  // mov al,7; out 40h,al; sti; hlt: it waits for an interrupt, and its processor is free
  bench b{{0xb0, 0x07, 0xe6, 0x40, 0xfb, 0xf4}};
  b.thread.signals({port_40}, b.io);
  b.kernel.wake(b.thread, instant{});
  b.run();
  REQUIRE(b.guest.accesses.size() == 2);
  const auto &write = b.guest.accesses[0], &event = b.guest.accesses[1];
  CHECK(write.steps == steps_in({&vmm::trap, &paths::exit, &paths::look_up, &paths::signal_event,
                                 &paths::enter_after_kernel}));
  CHECK(event.key.vm == "a_io");
  CHECK(event.key.path == "user");
  CHECK(event.key.device == "chip_io_event");
  // From the signal on: it waits for a processor, is woken, and the model answers.
  CHECK(event.steps.ends_with(steps_in({&paths::wake_io_thread, &paths::dispatch, &paths::answer_in_user})));
  CHECK(event.steps.starts_with("206:queue"));
  CHECK(b.written() == std::vector<std::uint32_t>{7});
}

TEST_CASE("io_thread: what the virtual machine's own thread asks comes after what was signalled before") {
  bench b{one_of_each};
  b.thread.signals({port_40}, b.io);
  b.kernel.wake(b.thread, instant{});
  b.run();
  // The thread itself carried the write out on its way to user mode: there was nothing left for the other one.
  REQUIRE(b.guest.accesses.size() == 2);
  REQUIRE(b.guest.chip->accesses.size() == 2);
  CHECK_FALSE(b.guest.chip->accesses[0].is_read);
  CHECK(b.guest.chip->accesses[1].is_read);
  CHECK(b.guest.accesses[1].steps ==
        steps_in({&vmm::trap, &paths::exit, &paths::look_up, &paths::to_user, &paths::carry_out_unseen,
                  &paths::dispatch, &paths::answer_in_user, &paths::ioctl_back, &paths::enter_after_user}));
  CHECK_FALSE(b.io.take().has_value());
}

TEST_CASE("io_thread: what was signalled before the devices were reset is nothing to them") {
  bench b{{}};
  const vmm::ioreq write{0x40, 7, 1, vmm::ioreq_kind::port, false, vmm::ioreq_state::none};
  const auto& counts = b.guest.vm.find(write).counts;
  b.io.signal(write, counts, b.cpu);
  b.io.signal({0x40, 8, 1, vmm::ioreq_kind::port, false, vmm::ioreq_state::none}, counts, b.cpu);
  CHECK(b.io.take()->data == 7);
  b.guest.vm.unseen.clear();
  CHECK_FALSE(b.io.take().has_value());
  b.run();
  CHECK(b.guest.chip->accesses.empty());
}
