// A virtual machine's own code under the hypervisor: figure 2, the service OS's background load, and its part in the
// creation of a virtual machine.
#include "models/hybrid/guest_domain.h"

#include "models/devices/timers/mc146818.h"
#include "models/hybrid/background_load.h"
#include "models/hybrid/hypervisor.h"
#include "models/hybrid/io_request.h"
#include "models/hybrid/paths.h"
#include "models/vmm/machines/guest_domain.h"
#include "models/vmm/machines/vm_creation.h"
#include "tests/hybrid/guest_bench.h"

using namespace trapline;
using namespace trapline::testing;
using processor::account;
using processor::physical_processor;
namespace paths = hybrid::paths;

namespace {

using bench = guest_bench;

/// The packet's states in their order.
struct packets final : record_listener {
  void packet_changed(const packet_change& p) override { states += std::string{p.state} + " "; }
  std::string states;
};

}  // namespace

TEST_CASE("guest_domain: an access that the service OS answers takes figure 2's long way, step by step") {
  bench b{one_of_each};
  packets seen;
  b.room.subscribe(seen);
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  REQUIRE(b.guest.accesses.size() == 2);
  const std::string way =
      steps_in({&vmm::trap, &paths::exit, &paths::look_up, &paths::request, &paths::notify, &paths::switch_to,
                &paths::upcall, &paths::wake_process, &paths::route, &paths::answer_there, &paths::feedback,
                &paths::switch_back, &paths::complete, &paths::refill});
  for (const auto& a : b.guest.accesses) {
    CHECK(a.steps == way);
    CHECK(a.key.path == "service_os");
    CHECK(a.took == cycles{static_cast<std::uint64_t>(std::ranges::count(way, ' ')) + 1});
  }
  CHECK(b.guest.accesses[1].value == 0x11);
  REQUIRE(b.guest.chip->accesses.size() == 2);
  CHECK(b.guest.chip->accesses[0].value == 7);
  CHECK(seen.states == "ready in_process resp_ready none ready in_process resp_ready none ");
  CHECK(b.guest.vm.fate.end().has_value());
}

TEST_CASE("guest_domain: an in-hypervisor device model answers without the service OS") {
  bench b{one_of_each};
  b.guest.vm.devices.move(*b.guest.model, b.guest.vm.near, instant{});
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  REQUIRE(b.guest.accesses.size() == 2);
  for (const auto& a : b.guest.accesses) {
    CHECK(a.steps ==
          steps_in({&vmm::trap, &paths::exit, &paths::look_up, &paths::answer_here, &paths::go_on}));
    CHECK(a.key.path == "hypervisor");
  }
  CHECK(b.cpu.spent(account::service_os) == cycles{0});
}

TEST_CASE("guest_domain: a buffered write is not waited for, and seen before what is asked next") {
  // mov al,7; out 40h,al; mov al,8; out 40h,al; in al,41h
  bench b{{0xb0, 0x07, 0xe6, 0x40, 0xb0, 0x08, 0xe6, 0x40, 0xe4, 0x41}};
  b.guest.vm.unseen.serve({{vmm::ioreq_kind::port, 0x40, 0x40}}, 1);
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  REQUIRE(b.guest.accesses.size() == 3);
  CHECK(b.guest.accesses[0].steps ==
        steps_in({&vmm::trap, &paths::exit, &paths::look_up, &paths::buffer, &paths::go_on}));
  // The ring has room for one: the second write is waited for, behind the first.
  CHECK(b.guest.accesses[1].steps.find("207:device_model_service_os") != std::string::npos);
  CHECK(b.guest.accesses[2].steps.find("207:device_model_service_os") == std::string::npos);
  std::vector<std::uint32_t> written;
  for (const auto& a : b.guest.chip->accesses)
    if (!a.is_read) written.push_back(a.value);
  CHECK(written == std::vector<std::uint32_t>{7, 8});
}

TEST_CASE("guest_domain: while its device model is being put elsewhere, an access waits") {
  bench b{one_of_each};
  b.guest.vm.models_move = true;
  b.guest.model->close_until(instant{} + duration::us(30));
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  REQUIRE(b.guest.accesses.size() == 2);
  CHECK(b.guest.accesses[0].steps.find("203:queue") != std::string::npos);
  CHECK(b.guest.accesses[1].steps.find("203:queue") == std::string::npos);
  REQUIRE(b.guest.chip->accesses.size() == 2);
  CHECK(b.guest.chip->accesses[0].at >= instant{} + duration::us(30));
}

TEST_CASE("background_load: pieces come when they are due, wait for their turn, and are counted") {
  /// Every 40 us, each piece taking 100 us: they queue up.
  struct every_40_us final : arrival_process {
    duration gap() override { return duration::us(40); }
  };
  bench b{{}};
  bus::wakeup& announcement = b.hypervisor.announcements().add().add();
  struct pieces final : record_listener {
    void access_closed(const closed_access& a) override {
      if (a.under.key.device != "background") return;
      began.push_back(a.began);
      ended.push_back(a.began + a.record.total());
    }
    std::vector<cycles> began, ended;
  } seen;
  b.room.subscribe(seen);
  hybrid::background_load load{b.hypervisor.service(), announcement, b.room, clock_domain{1'000'000'000}};
  load.come(std::make_unique<every_40_us>(), instant{});
  b.run();
  REQUIRE(seen.began.size() >= 9);
  for (std::size_t n = 0; n < seen.began.size(); ++n) {
    CAPTURE(n);
    CHECK(seen.began[n] == cycles{40'000 * (n + 1)});
    // Back to back, but for the interrupts that announce the next ones.
    if (n == 0) continue;
    const cycles apart = seen.ended[n] - seen.ended[n - 1];
    CHECK(apart >= cycles{100'000});
    CHECK(apart < cycles{100'020});
  }
  CHECK(b.cpu.spent(account::service_os) >= cycles{100'000 * seen.ended.size()});
}

TEST_CASE("background_load: who wants none gets none from then on") {
  struct every_us final : arrival_process {
    duration gap() override { return duration::us(1); }
  };
  bench b{{}};
  bus::wakeup& announcement = b.hypervisor.announcements().add().add();
  hybrid::background_load load{b.hypervisor.service(), announcement, b.room, clock_domain{1'000'000'000}};
  load.come(std::make_unique<every_us>(), instant{});
  load.come(nullptr, instant{});
  b.run();
  CHECK(b.cpu.spent(account::service_os) == cycles{0});
}

TEST_CASE("vm_creation: a virtual machine's clock shows what the machine's does, and then it begins") {
  struct clock_parts final : vmm::device_parts {
    clock_parts() { has("clock", clock); }
    devices::mc146818 clock{{1999, 1, 1, 0, 0, 0}};
  };
  bench b{one_of_each};
  auto parts = std::make_unique<clock_parts>();
  devices::mc146818& clock = parts->clock;
  b.guest.vm.devices.add("clock", std::move(parts), b.guest.vm.far);
  // The machine's clock, register by register: not being updated; second, minute, hour, day, month, year, century; second.
  b.bus.answers[0x71] = {0x56, 0x20, 0x05, 0x12, 0x10, 0x23, 0x34, 0x56, 0x26};
  vmm::vm_creation creation{b.hypervisor.service(), b.hypervisor, b.hypervisor.announcements().add().add()};
  creation.add(b.domain);
  creation.start(instant{} + duration::us(20));
  b.run();
  const devices::calendar_time t = clock.time(b.cpu.now());
  CHECK(t.year == 2005);
  CHECK(t.month == 12);
  CHECK(t.day == 10);
  CHECK(t.hour == 23);
  CHECK(t.minute == 34);
  CHECK(t.second == 56);
  // Nothing of its guest before.
  REQUIRE(b.guest.accesses.size() == 2);
  CHECK(b.guest.chip->accesses[0].at > instant{} + duration::us(20));
}
