/// What unit tests of monitors stand on: a processor on a bus that answers at once, a profile in which every step
/// takes one cycle of a nanosecond, a machine's interrupt controller, and guests that do what the test says in
/// place of an engine.
#pragma once

#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tlm_utils/simple_target_socket.h>

#include "models/bus/time_bridge.h"
#include "models/costs/cost_sampler.h"
#include "models/devices/interrupts/interrupt_controller.h"
#include "models/processor/processor.h"
#include "models/vmm/drivers/device_os.h"
#include "models/vmm/drivers/driver.h"
#include "models/vmm/scheduling/domain.h"
#include "models/vmm/scheduling/scheduling_policies.h"
#include "models/vmm/scheduling/work.h"
#include "tests/support/profile_of_ones.h"

namespace trapline::testing {

/// Ports that are what a test puts there: a queue of answers each, then FFh; what is written is kept in order.
class ports final : public sc_core::sc_module {
 public:
  explicit ports(sc_core::sc_module_name name) : sc_module{name}, socket{"socket"} {
    socket.register_b_transport(this, &ports::b_transport);
  }

  tlm_utils::simple_target_socket<ports> socket;
  std::map<std::uint64_t, std::vector<std::uint8_t>> answers;  ///< the next one last
  std::vector<std::pair<std::uint64_t, unsigned>> written;

 private:
  void b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time&) {
    if (p.is_read()) {
      auto& waiting = answers[p.get_address()];
      *p.get_data_ptr() = 0xff;
      if (!waiting.empty()) {
        *p.get_data_ptr() = waiting.back();
        waiting.pop_back();
      }
    } else {
      written.emplace_back(p.get_address(), *p.get_data_ptr());
    }
    p.set_response_status(tlm::TLM_OK_RESPONSE);
  }
};

/// Asks for one line at a time, as a monitor has programmed it: IRQ 0 is vector 20h.
class machine_controller final : public devices::interrupt_controller {
 public:
  explicit machine_controller(devices::line_sink& pin) { intr_.connect(pin); }

  void raise(unsigned irq, instant at) {
    irq_ = irq;
    intr_.set(true, at);
  }
  devices::line_sink& irq(unsigned) override { return none_; }
  devices::output_line& intr() override { return intr_; }
  bool listens_to(unsigned) const override { return true; }
  int acknowledge(instant at) override {
    intr_.set(false, at);
    return 0x20 + static_cast<int>(irq_);
  }
  void observe(devices::interrupt_observer*) override {}

 private:
  struct nobody final : devices::line_sink {
    void set_level(bool, instant) override {}
  };
  nobody none_;
  devices::output_line intr_;
  unsigned irq_ = 0;
};

/// A domain whose turns are the test's; between them it is blocked.
class scripted_guest final : public vmm::domain {
 public:
  scripted_guest(std::string name, std::function<void(processor::physical_processor&)> turn)
      : domain{std::move(name)}, turn_{std::move(turn)} {}
  void run(processor::physical_processor& cpu) override {
    now = state::blocked;
    turn_(cpu);
  }

 private:
  std::function<void(processor::physical_processor&)> turn_;
};

/// A driver, or any other work of the system that owns the devices, that notes when it came to run, and by what.
class noting_driver final : public vmm::driver {
 public:
  void set_up(processor::physical_processor&) override { is_set_up = true; }
  void run(processor::physical_processor& cpu, vmm::device_os& os) override {
    meter = begin(cpu);
    os.charge_entry(meter, cpu);
    ran.push_back(cpu.now());
    if (then) then(cpu, os);
  }

  bool is_set_up = false;
  std::vector<instant> ran;
  processor::step_meter meter;  ///< the steps to where it ran last
  std::function<void(processor::physical_processor&, vmm::device_os&)> then;
};

/// The steps of a record by name: "host_interrupt switch_to_service_os", those of no length left out.
inline std::string steps_of(const processor::step_meter& m) {
  std::string all;
  for (const charged_step& s : m.record().steps())
    if (s.took.count() > 0) all += (all.empty() ? "" : " ") + std::string{name_of(s.what)};
  return all;
}

/// One processor without its monitor; tests derive benches of each monitor from it.
class monitored_machine {
 public:
  monitored_machine() { cpu.bus.bind(bus.socket); }

  std::unique_ptr<vmm::domain_scheduler> scheduler(std::string_view name = "round_robin") const {
    for (const vmm::scheduling_policy& p : vmm::scheduling_policies())
      if (p.name == name) return p.make({1, duration::ms(30)});
    return nullptr;
  }
  cost_sampler ones() const { return {profile_of_ones(), 1, spread::none}; }

  bus::event_calendar calendar;
  processor::processor_order order{calendar, duration::us(100)};
  ports bus{"bus"};
  processor::physical_processor cpu{"cpu", clock_domain{1'000'000'000}, order};
  machine_controller controller{cpu.interrupt_pin()};
  records room{all_steps};
};

}  // namespace trapline::testing
