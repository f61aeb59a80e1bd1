/// A chip in guest time: whoever hosts it speaks of the wall clock, the chip hears of its virtual machine's
/// own time. What its lines tell goes through a wall_line, to be told by the wall clock again.
#pragma once

#include <span>
#include <vector>

#include "models/devices/device.h"
#include "models/devices/line.h"
#include "models/vmm/virtual_time/guest_clock.h"

namespace trapline::vmm {

class guest_time_chip final : public devices::device {
 public:
  guest_time_chip(devices::device& chip, const guest_clock& clock) : chip_{&chip}, clock_{clock} {}

  std::span<const devices::port_window> ports() const override { return chip_->ports(); }
  std::span<const devices::memory_window> memory() const override { return chip_->memory(); }
  unsigned widest_access(unsigned reg) const override { return chip_->widest_access(reg); }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override {
    return chip_->read(reg, width, clock_.of(now));
  }
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override {
    chip_->write(reg, width, value, clock_.of(now));
  }
  void advance_to(instant now) override { chip_->advance_to(clock_.of(now)); }
  instant next_event() const override { return clock_.due(chip_->next_event()); }
  void reset(instant now) override { chip_->reset(clock_.of(now)); }
  std::vector<std::byte> save_state() const override { return chip_->save_state(); }
  void restore_state(std::span<const std::byte> state) override { chip_->restore_state(state); }

  /// As endpoint::answer_by().
  void answer_by(devices::device& chip) { chip_ = &chip; }

  /// In guest time.
  instant next_in_guest_time() const { return chip_->next_event(); }

 private:
  devices::device* chip_;
  const guest_clock& clock_;
};

class wall_line final : public devices::line_sink {
 public:
  wall_line(devices::line_sink& end, const guest_clock& clock) : end_{end}, clock_{clock} {}
  void set_level(bool high, instant at) override { end_.set_level(high, clock_.shown(at)); }

 private:
  devices::line_sink& end_;
  const guest_clock& clock_;
};

}  // namespace trapline::vmm
