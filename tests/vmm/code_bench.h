/// A virtual machine with a few instructions of its own, for unit tests of what a monitor does with them.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "models/vmm/board/device_parts.h"
#include "models/vmm/board/place_transport.h"
#include "models/vmm/machines/guest_domain.h"
#include "models/vmm/machines/virtual_machine.h"
#include "tests/bus/bench.h"
#include "tests/vmm/monitor_bench.h"

namespace trapline::testing {

/// Every instruction takes one cycle.
struct cycle_each final : engine::instruction_costs {
  engine::ticks cost(std::span<const std::uint8_t>, engine::code_size) const override {
    return engine::ticks_per_cycle;
  }
};

/// A chip at ports 40h and 41h.
struct one_chip final : vmm::device_parts {
  one_chip() { has("chip", chip); }
  noting_chip chip{{{0x40, 2, 0}}};
};

/// Nobody interrupts.
struct silent_controller final : vmm::device_parts {
  class controller final : public devices::device, public devices::interrupt_controller {
   public:
    std::span<const devices::port_window> ports() const override { return {}; }
    std::uint32_t read(unsigned, unsigned, instant) override { return 0; }
    void write(unsigned, unsigned, std::uint32_t, instant) override {}
    void advance_to(instant) override {}
    instant next_event() const override { return instant::never(); }
    void reset(instant) override {}
    std::vector<std::byte> save_state() const override { return {}; }
    void restore_state(std::span<const std::byte>) override {}
    devices::line_sink& irq(unsigned) override { return none_; }
    devices::output_line& intr() override { return intr_; }
    bool listens_to(unsigned) const override { return false; }
    int acknowledge(instant) override { return 0; }
    void observe(devices::interrupt_observer*) override {}

   private:
    struct nobody final : devices::line_sink {
      void set_level(bool, instant) override {}
    };
    nobody none_;
    devices::output_line intr_;
  };
  silent_controller() { has("controller", it); }
  controller it;
};

/// With its one chip far from the monitor; its guest is the code, then stops for good.
class coded_machine : private record_listener {
 public:
  coded_machine(records& room, const std::vector<vmm::virtual_machine::location>& places,
                vmm::current_operation& at_work, std::initializer_list<int> code)
      : vm{"a",
           std::make_unique<processor::guest_memory>(ram_, roms_of(code)),
           room,
           places,
           "event",
           clock_domain{1'000'000'000},
           vmm::good_ending{},
           at_work} {
    auto parts = std::make_unique<one_chip>();
    chip = &parts->chip;
    model = &vm.devices.add("chip", std::move(parts), vm.far);
    vm.devices.add("controller", std::make_unique<silent_controller>(), vm.near);
    room.subscribe(*this);
  }

 private:
  static constexpr std::size_t rom_bytes = 0x1000, entry = 0xff0, start = 0xf80;

  std::vector<processor::rom_window> roms_of(std::initializer_list<int> code) {
    std::size_t at = start;
    for (const int b : code) rom_[at++] = static_cast<std::byte>(b);
    // cli, hlt: it can no longer run.
    rom_[at++] = std::byte{0xfa};
    rom_[at] = std::byte{0xf4};
    rom_[entry] = std::byte{0xeb};
    rom_[entry + 1] = static_cast<std::byte>((start - entry - 2) & 0xff);
    return {{0xfffff000, rom_, false}};
  }
  void access_closed(const closed_access& a) override {
    std::string steps;
    for (const charged_step& s : a.record.steps())
      if (s.took.count() > 0)
        steps += (steps.empty() ? "" : " ") + std::to_string(s.in) + ":" + std::string{name_of(s.what)};
    accesses.push_back({a.under.key, steps, a.value, a.record.total()});
  }

  std::vector<std::byte> ram_ = std::vector<std::byte>(1 << 20);
  std::vector<std::byte> rom_ = std::vector<std::byte>(rom_bytes);

 public:
  struct access {
    path_key key;
    std::string steps;  ///< "202:hardware_exit ..."
    std::uint64_t value;
    cycles took;
  };
  std::vector<access> accesses;
  vmm::virtual_machine vm;
  noting_chip* chip;
  vmm::device_model* model;
};

/// What a part of a path is charged as, in that notation.
inline std::string steps_in(std::initializer_list<const path_part*> parts, block in = where_it_happens) {
  std::string all;
  for (const path_part* p : parts)
    for (const path_step& s : p->steps)
      all += (all.empty() ? "" : " ") + std::to_string(s.in == where_it_happens ? in : s.in) + ":" +
             std::string{name_of(s.what)};
  return all;
}

}  // namespace trapline::testing
