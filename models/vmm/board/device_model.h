/// A device of a board: its chips as the board's bus reaches them, their timers, where it is, and how
/// often it was asked there. It can be put elsewhere at any instant; its chips notice nothing.
/// Element 113, 1111 (Fig. 1), 513, 5111 (Fig. 5)
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>

#include "models/bus/device_bus.h"
#include "models/vmm/board/device_parts.h"
#include "models/vmm/board/model_host.h"
#include "models/vmm/board/serving_code.h"
#include "sim/statistics/path_statistics.h"

namespace trapline::vmm {

class guest_time_chip;
class virtual_time;
class device_model;

/// A chip of a device model; every endpoint of a board's bus is one.
class model_chip final : public bus::endpoint {
 public:
  model_chip(device_model& m, const std::string& name, devices::device& chip, bus::wakeup& timer)
      : endpoint{name, chip, timer}, model_{m} {}
  device_model& model() const { return model_; }

 private:
  device_model& model_;
};

class device_model {
 public:
  /// @param owner the virtual machine, or what results call the machine; @param path overrides the place's
  /// name in results if it is not empty.
  /// @param time the virtual machine's own, for chips that show time; null for a machine's own devices.
  device_model(std::string device, std::unique_ptr<device_parts>, model_host&, bus::device_bus&,
               run_statistics*, std::string owner, std::string path, virtual_time* time);
  ~device_model();

  const std::string& device() const { return device_; }
  device_parts& parts() { return *parts_; }
  const device_parts& parts() const { return *parts_; }
  model_host& where() const { return *where_; }

  /// Where accesses to it are counted, as long as it is where it is. @pre the board counts
  path_statistics& counts(bus::address_space space, direction d) {
    return *counts_[static_cast<std::size_t>(space)][static_cast<std::size_t>(d)];
  }

  /// Nobody is answered before this: it is being put elsewhere.
  void close_until(instant t) { closed_until_ = t; }
  instant closed_until() const { return closed_until_; }

  /// Its chips are called back by the timers of this place, and its accesses counted there, from now on.
  void move_to(model_host&);
  /// From now on this answers in place of its own chips, which are in the same state; null: they do again.
  void serve_by(std::unique_ptr<serving_code>);
  /// Whether code of an image answers.
  bool served_by_image() const { return code_ != nullptr; }
  void reset(instant);
  void rearm();
  /// The device has no power: nothing of its own happens any more.
  void withdraw_timers();
  /// The state of its chips, as one block.
  std::vector<std::vector<std::byte>> save_state() const;
  /// @throws std::invalid_argument if it is not the state of such a device.
  void restore_state(const std::vector<std::vector<std::byte>>&);

 private:
  const std::vector<bus::wakeup*>& timers_at(model_host&);
  void count_at(model_host&);
  devices::device& answering(std::size_t chip);

  std::string device_;
  std::unique_ptr<device_parts> parts_;
  model_host* where_;
  bus::device_bus& bus_;
  run_statistics* statistics_;
  std::string owner_;
  std::string path_;
  bool has_memory_ = false;
  instant closed_until_;
  std::unique_ptr<serving_code> code_;  ///< null: its own chips answer
  std::deque<model_chip> endpoints_;
  std::vector<guest_time_chip*> in_guest_time_;  ///< a chip each; null where it follows the wall clock
  std::map<model_host*, std::vector<bus::wakeup*>> timers_;
  std::array<std::array<path_statistics*, 2>, 2> counts_{};
};

}  // namespace trapline::vmm
