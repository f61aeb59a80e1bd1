/// A physical processor whose root software is a test, with one chip on its bus.
#pragma once

#include <catch2/catch.hpp>

#include <tlm_utils/simple_target_socket.h>

#include "models/bus/device_bus.h"
#include "models/bus/scheduled_wakeup.h"
#include "models/processor/processor.h"
#include "tests/bus/bench.h"

namespace trapline::testing {

/// Answers everything with 5Ah after 250 ns.
class slow_bus final : public sc_core::sc_module {
 public:
  explicit slow_bus(sc_core::sc_module_name name = "bus") : sc_module{name}, socket{"socket"} {
    socket.register_b_transport(this, &slow_bus::b_transport);
  }
  tlm_utils::simple_target_socket<slow_bus> socket;
  std::vector<instant> seen;

 private:
  void b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
    seen.push_back(bus::kernel_now() + bus::from_sc(delay));
    delay += bus::to_sc(duration::ns(250));
    if (p.is_read()) *p.get_data_ptr() = 0x5a;
    p.set_response_status(tlm::TLM_OK_RESPONSE);
  }
};

class processor_bench final : private processor::root_software {
 public:
  processor_bench() {
    cpu.bus.bind(bus.socket);
    devices.attach(end);
    cpu.install(*this);
  }

  /// Runs as the root software of the processor, to the end of the simulation.
  void root(std::function<void()> body) {
    body_ = std::move(body);
    sc_core::sc_start();
    CHECK(finished_);
  }
  cycles accounted() const {
    using processor::account;
    return cpu.spent(account::guest) + cpu.spent(account::monitor) + cpu.spent(account::service_os) +
           cpu.spent(account::idle);
  }

  bus::event_calendar calendar;
  processor::processor_order order{calendar, duration::us(100)};
  noting_chip chip{{{0x40, 1, 0}}};
  bus::scheduled_wakeup alarm{"alarm", calendar};
  bus::endpoint end{"chip", chip, alarm};
  bus::device_bus devices;
  slow_bus bus;
  /// 2 GHz: a cycle is 500 ps.
  processor::physical_processor cpu{"cpu", clock_domain{2'000'000'000}, order};
  std::vector<bool> pin;

 private:
  void run(processor::physical_processor&) override {
    body_();
    finished_ = true;
  }
  void interrupt_pin_changed(processor::physical_processor&, bool high) override { pin.push_back(high); }

  std::function<void()> body_;
  bool finished_ = false;
};

}  // namespace trapline::testing
