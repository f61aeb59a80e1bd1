/// A virtual machine with code of its own under the hypervisor, on a machine of one processor.
#pragma once

#include "models/hybrid/guest_domain.h"
#include "models/hybrid/hypervisor.h"
#include "tests/vmm/code_bench.h"

namespace trapline::testing {

// mov al,7; out 40h,al; in al,41h
inline constexpr std::initializer_list<int> one_of_each{0xb0, 0x07, 0xe6, 0x40, 0xe4, 0x41};

struct guest_bench : monitored_machine {
  explicit guest_bench(std::initializer_list<int> code) : guest{room, places(), hypervisor.at_work(), code} {
    hypervisor.own(cpu);
    hypervisor.set_physical_controller(controller);
    hypervisor.devices_interrupt();
    guest.vm.devices.connect(domain.interrupt_input(), place::hypervisor, nullptr);
    domain.use_timers(service_timers);
    hypervisor.add(domain);
  }
  /// Until nothing happens any more, at most 1 ms.
  void run() {
    struct ending final : bus::sleeper {
      explicit ending(guest_bench& of) : b{of} {}
      void wake(instant) override { b.hypervisor.finish(); }
      guest_bench& b;
    } end{*this};
    hypervisor.timers().add().add().call_at(instant{} + duration::ms(1), end);
    sc_core::sc_start();
    CHECK(hypervisor.finished());
  }
  std::vector<vmm::virtual_machine::location> places() {
    return {{place::hypervisor, hypervisor.timers().add(), to_near},
            {place::service_os, service_timers, to_far}};
  }

  hybrid::hypervisor hypervisor{scheduler(), ones(), room};
  vmm::timer_queue& service_timers = hypervisor.service().timers().add();
  vmm::place_transport to_near{"to_near"}, to_far{"to_far"};
  coded_machine guest;
  cycle_each costs;
  vmm::ioreq packet{};
  hybrid::guest_domain domain{hypervisor, guest.vm, costs, packet};
};

}  // namespace trapline::testing
