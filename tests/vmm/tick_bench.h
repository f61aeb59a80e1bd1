/// A PIT, an RTC and an interrupt controller of a virtual machine whose guest takes interrupts when it runs.
#pragma once

#include <catch2/catch.hpp>

#include "models/devices/interrupts/i8259_pair.h"
#include "models/vmm/virtual_time/guest_time_chip.h"
#include "models/vmm/virtual_time/tick_policy.h"
#include "models/vmm/virtual_time/tick_source.h"
#include "models/vmm/virtual_time/timer_queue.h"
#include "platform/devices/tick_sources.h"
#include "platform/machine/interrupt_observers.h"

namespace trapline::testing {

class tick_bench final : private devices::line_sink {
 public:
  explicit tick_bench(const std::string& policy) {
    time.use(vmm::tick_policy_named(policy));
    log.name_source(0, "pit");
    log.name_source(8, "rtc");
    pic.intr().connect(*this);
    connect(pit, "pit", pit.out(0), 0, pit_ticks_);
    connect(rtc, "rtc", rtc.irq(), 8, rtc_ticks_);
    // OUT rises with this; the initialization forgets that edge.
    access(pit, 3, 0x34);
    for (const auto& [reg, value] : {std::pair{0, 0x11},
                                     {1, 0x20},
                                     {1, 0x04},
                                     {1, 0x01},
                                     {1, 0xfa},
                                     {2, 0x11},
                                     {3, 0x28},
                                     {3, 0x02},
                                     {3, 0x01},
                                     {3, 0xfe}})
      pic.write(static_cast<unsigned>(reg), 1, static_cast<std::uint32_t>(value), now_);
    pic.observe(&observer_);
  }

  /// Counter 0 in mode 2; a period is so many clocks of 13125000/11 Hz.
  void program_pit(std::uint16_t count) {
    access(pit, 0, count & 0xff);
    access(pit, 0, count >> 8);
  }
  /// Periodic interrupts at 1024 Hz.
  void start_rtc() {
    write_rtc(0x0a, 0x26);
    write_rtc(0x0b, 0x42);
  }
  void write_rtc(unsigned reg, unsigned value) {
    access(rtc, 0, reg);
    access(rtc, 1, value);
  }
  std::uint16_t pit_count() {
    access(pit, 3, 0x00);
    const unsigned low = target(pit).chip().read(0, 1, now_);
    return static_cast<std::uint16_t>(low | target(pit).chip().read(0, 1, now_) << 8);
  }

  void run_until(instant t) {
    while (timers_.next() <= t) {
      now_ = std::max(now_, timers_.next());
      timers_.fire_due(now_);
      take();
    }
    now_ = t;
  }
  void leave() {
    runs_ = false;
    time.guest_leaves(now_);
  }
  void come_back() {
    runs_ = true;
    time.guest_returns(now_);
    take();
  }
  /// With interrupts disabled.
  void disable() { runs_ = false; }
  void enable() {
    runs_ = true;
    take();
  }
  void mask(unsigned bits) { pic.write(1, 1, bits, now_); }
  /// The guest's handlers mask the line until they return, as systems do.
  void mask_in_handlers() { masks_in_handlers_ = true; }
  /// The next tick's handler does not return before end_handler().
  void stay_in_handler() { stays_in_handler_ = true; }
  void end_handler() {
    stays_in_handler_ = in_handler_ = false;
    mask(listening);
    take();
  }

  instant now() const { return now_; }
  instant guest_now() const { return time.clock().of(now_); }
  const interrupt_statistics& of(const std::string& source) {
    return room.statistics().interrupt("a", source, "event");
  }

  records room{all_steps};
  vmm::interrupt_log log{room, "a", "event", clock_domain{1'000'000'000}};
  vmm::virtual_time time{log};
  devices::i8254 pit;
  devices::mc146818 rtc{{2005, 12, 10, 12, 0, 0}};
  devices::i8259_pair pic;
  /// When the guest took ticks of the PIT.
  std::vector<instant> taken;

 private:
  static constexpr unsigned listening = 0xfa;

  void connect(devices::device& chip, const std::string& name, devices::output_line& line, unsigned irq,
               vmm::tick_source& source) {
    vmm::guest_time_chip& wrapped = time.in_guest_time(chip);
    bus::endpoint& host = endpoints_.emplace_back(name, wrapped, timers_.add());
    time.hosted_by(host);
    line.connect(time.by_the_wall_clock(time.add(irq, source, pic, here_)));
  }
  bus::endpoint& target(const devices::device& chip) { return endpoints_[&chip == &pit ? 0 : 1]; }
  void access(const devices::device& chip, unsigned reg, unsigned value) {
    target(chip).chip().write(reg, 1, value, now_);
    target(chip).rearm();
  }
  void set_level(bool high, instant) override { interrupting_ = high; }
  void take() {
    while (runs_ && interrupting_ && !in_handler_) {
      const int vector = pic.acknowledge(now_);
      if (masks_in_handlers_) mask(listening | 1);
      if (vector == 0x20) taken.push_back(now_);
      if (vector == 0x28) {
        access(rtc, 0, 0x0c);
        CHECK((target(rtc).chip().read(1, 1, now_) & 0x40) != 0);
        target(rtc).rearm();
        pic.write(2, 1, 0x20, now_);
      }
      pic.write(0, 1, 0x20, now_);
      in_handler_ = stays_in_handler_;
      if (masks_in_handlers_ && !in_handler_) mask(listening);
    }
  }

  vmm::timer_queue timers_;
  vmm::model_host here_{place::hypervisor, true,
                        [this](const std::string&) -> bus::wakeup& { return timers_.add(); }};
  std::deque<bus::endpoint> endpoints_;
  vmm::current_operation at_work_;
  interrupt_recorder recorder_{log, at_work_};
  tick_observer observer_{recorder_, time};
  pit_ticks pit_ticks_{pit};
  rtc_ticks rtc_ticks_{rtc};
  instant now_;
  bool interrupting_ = false;
  bool runs_ = true;
  bool masks_in_handlers_ = false;
  bool stays_in_handler_ = false;
  bool in_handler_ = false;
};

/// A period of the PIT: 1193 clocks, a little less than a millisecond.
inline constexpr std::uint16_t count = 1193;
constexpr instant at_us(std::uint64_t n) { return instant{} + duration::us(n); }
inline std::uint64_t period_ns(std::uint64_t ticks) {
  return devices::i8254::clock.span(cycles{count}).picoseconds() * ticks / 1000;
}

/// 10 ticks, an absence in which 5 are due, and on: 30 have been due in the end.
inline void absence_of_five(tick_bench& t) {
  t.program_pit(count);
  t.run_until(at_us(10'500));
  REQUIRE(t.of("pit").delivered == 10);
  t.leave();
  t.run_until(at_us(15'600));
  REQUIRE(t.of("pit").delivered == 10);
  t.come_back();
}

struct counts {
  std::uint64_t raised, delivered, merged, dropped, pending, drift_ticks;
};

inline void check(tick_bench& t, const counts& expected) {
  const interrupt_statistics& i = t.of("pit");
  CHECK(i.raised == expected.raised);
  CHECK(i.delivered == expected.delivered);
  CHECK(i.merged == expected.merged);
  CHECK(i.dropped == expected.dropped);
  CHECK(i.pending == expected.pending);
  CHECK(i.drift_ns() == static_cast<std::int64_t>(period_ns(expected.drift_ticks)));
}

}  // namespace trapline::testing
