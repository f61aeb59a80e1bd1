/// A virtual machine's devices on a board of three places, without a monitor: a line between two places
/// arrives at once, or when the test says so.
#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "models/costs/step.h"
#include "models/devices/memory_image.h"
#include "models/devices/storage/image_medium.h"
#include "models/vmm/board/board.h"
#include "models/vmm/board/device_model.h"
#include "models/vmm/board/model_host.h"
#include "models/vmm/board/place.h"
#include "models/vmm/exits/current_operation.h"
#include "models/vmm/injection/interrupt_wire.h"
#include "models/vmm/injection/line_crossing.h"
#include "models/vmm/virtual_time/timer_queue.h"
#include "models/vmm/virtual_time/virtual_time.h"
#include "platform/devices/device_kind.h"
#include "platform/machine/interrupt_observers.h"

namespace trapline::testing {

class board_bench final : private devices::line_sink,
                          private devices::text_sink,
                          private devices::guest_control_client,
                          private devices::dma_memory,
                          private vmm::line_carrier {
 public:
  static constexpr std::array places{place::kernel, place::host_os, place::user};

  /// @param lines_wait changes of level wait between places, until deliver().
  explicit board_bench(place at = place::user, bool lines_wait = false) : lines_wait_{lines_wait} {
    const surroundings s{.serial = this,
                         .serial2 = this,
                         .log = this,
                         .control = this,
                         .disk = &disk_,
                         .floppy = &floppy_,
                         .floppy_turns = false,
                         .memory = this,
                         .memory_bytes = 16 << 20,
                         .files = &files_,
                         .with = {.network = network_card{},
                                  .sound = sound_card::sb16,
                                  .local_apic = true,
                                  .test_device = true},
                         .output = [this](std::string_view) -> devices::text_sink* { return this; }};
    for (const device_kind& k : device_kinds())
      if (auto parts = k.make(s)) board.add(std::string{k.name}, std::move(parts), host(at));
    board.connect(*this, place::kernel, this);
    board.controller().observe(&observer_);
    for (const char* wire : {"a20", "reset"})
      board.listen(wire, [this](bool high, bool any, instant) { wires.push_back(2 * high + any); });
    board.set_up({}, now);
  }

  vmm::model_host& host(place p) { return *std::ranges::find(hosts_, p, &vmm::model_host::at); }
  void move(const std::string& device, place to) { board.move(*board.find(device), host(to), now); }

  std::uint64_t in(std::uint16_t port, unsigned width = 1) {
    return board.bus().read(bus::address_space::io, port, width, now).value;
  }
  void out(std::uint16_t port, std::uint64_t value, unsigned width = 1) {
    board.bus().write(bus::address_space::io, port, width, value, now);
  }
  /// Each promise of each place at its own instant.
  void pass(duration d) {
    const instant end = now + d;
    for (;;) {
      const auto next = std::ranges::min_element(queues_, {}, &vmm::timer_queue::next);
      if (next->next() > end) break;
      now = std::max(now, next->next());
      next->fire_due(now);
    }
    now = end;
  }
  /// What waits between places arrives.
  void deliver() {
    for (crossing& c : crossings_) c.deliver(now);
  }
  bool interrupting() const { return interrupting_; }
  std::uint64_t accesses(const std::string& path, const std::string& device) {
    return room.statistics().path({"a", path, device, direction::in}).accesses.totals().count();
  }

  records room{all_steps};
  vmm::interrupt_log log{room, "a", "event", clock_domain{1'000'000'000}};
  vmm::virtual_time time{log};
  instant now = instant{} + duration::ms(1);
  std::vector<int> wires;            ///< A20 and reset: twice the level, and whether any is high
  std::string text;                  ///< what any device sent out
  std::vector<instant> interrupted;  ///< when the processor's pin rose

 private:
  class crossing final : public vmm::line_crossing {
   public:
    crossing(bool waits, devices::line_sink& end) : line_crossing{end}, waits_{waits} {}
    void deliver(instant at) {
      for (; !levels_.empty(); levels_.pop_front()) at_end_->set_level(levels_.front(), at);
    }

   private:
    void tell(devices::line_sink& at_end, bool high, instant at) override {
      at_end_ = &at_end;
      levels_.push_back(high);
      if (!waits_) deliver(at);
    }

    bool waits_;
    devices::line_sink* at_end_ = nullptr;
    std::deque<bool> levels_;
  };

  vmm::line_crossing& across(place, place, devices::line_sink& end) override {
    return crossings_.emplace_back(lines_wait_, end);
  }
  void set_level(bool high, instant at) override {
    if (high && !interrupting_) interrupted.push_back(at);
    interrupting_ = high;
  }
  void put(char c) override { text.push_back(c); }
  void guest_exit(std::uint32_t, instant) override {}
  void region_begins(instant) override {}
  void region_ends(instant) override {}
  void read(std::uint32_t, std::span<std::byte> data) override { std::ranges::fill(data, std::byte{0x2b}); }
  void write(std::uint32_t, std::span<const std::byte>) override {}

  std::deque<vmm::timer_queue> queues_ = std::deque<vmm::timer_queue>(places.size());
  std::deque<vmm::model_host> hosts_ = hosts_over(queues_);
  static std::deque<vmm::model_host> hosts_over(std::deque<vmm::timer_queue>& queues) {
    std::deque<vmm::model_host> all;
    for (std::size_t i = 0; i < places.size(); ++i)
      all.emplace_back(places[i], i == 0,
                       [&q = queues[i]](const std::string&) -> bus::wakeup& { return q.add(); });
    return all;
  }
  devices::memory_image disk_image_{64}, floppy_image_{2880};
  devices::image_medium disk_{disk_image_}, floppy_{floppy_image_};
  firmware_files files_;
  bool lines_wait_;
  std::deque<crossing> crossings_;
  vmm::current_operation at_work_;
  interrupt_recorder recorder_{log, at_work_};
  tick_observer observer_{recorder_, time};
  bool interrupting_ = false;

 public:
  vmm::board board{"a", "", &room.statistics(), &time};
};

}  // namespace trapline::testing
