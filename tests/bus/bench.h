/// A chip that writes down what it is asked, and a SystemC process that does what a test says.
#pragma once

#include <functional>
#include <systemc>
#include <vector>

#include "models/bus/device_bus.h"
#include "models/bus/scheduled_wakeup.h"
#include "models/bus/time_bridge.h"
#include "models/devices/device.h"

namespace trapline::testing {

class noting_chip final : public devices::device {
 public:
  struct access {
    bool is_read;
    unsigned reg, width;
    std::uint32_t value;
    instant at;
    bool operator==(const access&) const = default;
  };

  explicit noting_chip(std::vector<devices::port_window> windows, unsigned widest = 1,
                       std::vector<devices::memory_window> memory = {})
      : windows_{std::move(windows)}, widest_{widest}, memory_{std::move(memory)} {}

  std::span<const devices::port_window> ports() const override { return windows_; }
  std::span<const devices::memory_window> memory() const override { return memory_; }
  unsigned widest_access(unsigned) const override { return widest_; }
  /// Every byte reads as 10h times its own number in the access, and the register.
  std::uint32_t read(unsigned reg, unsigned width, instant now) override {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < width; ++i) value |= ((reg + 0x10 * (i + 1)) & 0xff) << (8 * i);
    accesses.push_back({true, reg, width, value, now});
    return value;
  }
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override {
    accesses.push_back({false, reg, width, value, now});
    if (on_write) on_write(now);
  }
  void advance_to(instant now) override {
    advanced.push_back(now);
    if (on_advance) on_advance(now);
  }
  instant next_event() const override { return next; }
  void reset(instant) override {}
  std::vector<std::byte> save_state() const override { return {}; }
  void restore_state(std::span<const std::byte>) override {}

  std::vector<access> accesses;
  std::vector<instant> advanced;
  instant next = instant::never();
  std::function<void(instant)> on_write, on_advance;

 private:
  std::vector<devices::port_window> windows_;
  unsigned widest_;
  std::vector<devices::memory_window> memory_;
};

/// Elaborated with the test's modules; runs once the simulation starts.
class script final : public sc_core::sc_module {
 public:
  script(sc_core::sc_module_name name, std::function<void()> body) : sc_module{name}, body_{std::move(body)} {
    SC_HAS_PROCESS(script);
    SC_THREAD(run);
    set_stack_size(0x40000);
  }

 private:
  void run() { body_(); }
  std::function<void()> body_;
};

constexpr instant at_ns(std::uint64_t n) { return instant::at_ps(n * 1000); }

}  // namespace trapline::testing
