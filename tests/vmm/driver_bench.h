/// What unit tests of drivers, channels and installations stand on: one processor in front of real chips, whose root
/// software is the test, and a system that owns the devices, which writes down what it would charge for.
#pragma once

#include <catch2/catch.hpp>

#include <deque>
#include <functional>
#include <string>

#include "models/bus/device_bus.h"
#include "models/bus/device_target.h"
#include "models/bus/scheduled_wakeup.h"
#include "models/vmm/board/board.h"
#include "models/vmm/drivers/device_os.h"
#include "models/vmm/exits/current_operation.h"
#include "models/vmm/virtual_time/timer_queue.h"
#include "tests/bus/bench.h"
#include "tests/vmm/monitor_bench.h"

namespace trapline::testing {

/// A system with the devices that is always there: work is done when the test lets it.
class noting_os final : public vmm::device_os {
 public:
  noting_os(cost_sampler& costs, vmm::current_operation& at_work) : device_os{costs, at_work} {}

  void submit(vmm::work& w, instant) override { enqueue(w); }
  void charge_entry(processor::step_meter&, processor::physical_processor&) override { note("entry"); }
  void charge_process(processor::step_meter&, processor::physical_processor&, const void*) override {
    note("process");
  }
  void owe_call() override { ++owed_; }
  void settle(processor::step_meter&, processor::physical_processor&, block) override {
    for (; owed_ > 0; --owed_) note("call");
  }
  void charge_request_taken(processor::step_meter&, processor::physical_processor&,
                            const vmm::model_host&) override {
    note("taken");
  }
  void charge_answer(processor::step_meter&, processor::physical_processor&,
                     const vmm::model_host&) override {
    note("answer");
  }
  /// @return whether there was any.
  bool work_off(processor::physical_processor& cpu) {
    bool any = false;
    for (cpu.take_turn(); vmm::work* w = take(); cpu.take_turn(), any = true) w->run(cpu, *this);
    return any;
  }
  bool busy() const { return has_work(); }

  std::string noted;  ///< "entry process call", since the test looked last

 private:
  bool is_a_way_from(const vmm::model_host& m) const override { return m.near(); }
  void charge_request(processor::step_meter&, processor::physical_processor&, const vmm::model_host&,
                      block) override {
    note("request");
  }
  void note(const std::string& what) { noted += (noted.empty() ? "" : " ") + what; }

  unsigned owed_ = 0;
};

/// What lies between a processor and its chips: 100 ns a transaction.
class bus_latency final : public sc_core::sc_module {
 public:
  explicit bus_latency(sc_core::sc_module_name name)
      : sc_module{name}, processor{"processor"}, chips{"chips"} {
    processor.register_b_transport(this, &bus_latency::b_transport);
  }

  tlm_utils::simple_target_socket<bus_latency> processor;
  tlm_utils::simple_initiator_socket<bus_latency> chips;

 private:
  void b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
    delay += bus::to_sc(duration::ns(100));
    chips->b_transport(p, delay);
  }
};

class driver_bench : private processor::root_software {
 public:
  driver_bench() {
    cpu.bus.bind(latency.processor);
    latency.chips.bind(target.socket);
    cpu.install(*this);
  }

  /// Behind the processor's bus, with a timer of the machine's.
  bus::endpoint& attach(devices::device& chip) {
    bus::scheduled_wakeup& timer = timers_.emplace_back(sc_core::sc_gen_unique_name("timer"), calendar);
    bus::endpoint& e = endpoints_.emplace_back("chip", chip, timer);
    behind.attach(e);
    e.rearm();
    return e;
  }
  /// The line asks for this work.
  void connect(devices::output_line& line, vmm::work& w) { line.connect(irqs_.emplace_back(os, w)); }
  bus::wakeup& timer() { return timers_.emplace_back(sc_core::sc_gen_unique_name("timer"), calendar); }

  /// Runs as the root software of the processor, to the end of the simulation.
  void root(std::function<void()> body) {
    body_ = std::move(body);
    sc_core::sc_start();
    CHECK(finished_);
  }
  /// Does the work that comes until `done`, at most so long.
  void work_until(const std::function<bool()>& done, duration most = duration::ms(100)) {
    const instant end = cpu.now() + most;
    while (!done() && cpu.now() < end) {
      if (os.work_off(cpu)) continue;
      cpu.take_turn();
      cpu.idle_until(cpu.now() + duration::us(1));
    }
  }

  bus::event_calendar calendar;
  processor::processor_order order{calendar, duration::us(100)};
  bus::device_bus behind;
  bus_latency latency{"latency"};
  bus::device_target target{"target", &behind};
  processor::physical_processor cpu{"cpu", clock_domain{1'000'000'000}, order};
  records room{all_steps};
  cost_sampler costs{profile_of_ones(), 1, spread::none};
  vmm::current_operation at_work;
  noting_os os{costs, at_work};
  vmm::timer_queue model_timers;
  /// Of a virtual machine's models: near the guest, and with the system that owns the devices.
  vmm::model_host near{place::hypervisor, true,
                       [this](const std::string&) -> bus::wakeup& { return model_timers.add(); }, nullptr,
                       this};
  vmm::model_host far{place::service_os, false,
                      [this](const std::string&) -> bus::wakeup& { return model_timers.add(); }, nullptr,
                      this};

 private:
  struct irq final : devices::line_sink {
    irq(noting_os& o, vmm::work& w) : os{o}, work{w} {}
    void set_level(bool high, instant at) override {
      if (high) os.submit(work, at);
    }
    noting_os& os;
    vmm::work& work;
  };

  void run(processor::physical_processor&) override {
    body_();
    finished_ = true;
    order.end();
    bus::stop_kernel();
  }
  void interrupt_pin_changed(processor::physical_processor&, bool) override {}

  std::function<void()> body_;
  bool finished_ = false;
  std::deque<bus::scheduled_wakeup> timers_;
  std::deque<bus::endpoint> endpoints_;
  std::deque<irq> irqs_;
};

/// A model of one chip that does nothing: somebody whom a driver works for.
struct idle_parts final : vmm::device_parts {
  idle_parts() { has("chip", chip); }
  noting_chip chip{{{0x40, 2, 0}}};
};

}  // namespace trapline::testing
