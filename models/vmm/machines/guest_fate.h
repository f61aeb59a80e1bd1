/// How a guest ends: what it does that could be an end, and which of those is the good one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "models/vmm/machines/reset_loop.h"

namespace trapline::vmm {

/// What ends this guest well; guest.toml's `[ends]`.
struct good_ending {
  enum class by : std::uint8_t { exit_port, reset, serial_text, halt, never } how = by::exit_port;
  std::uint32_t code = 0;
  std::string text;
  /// A triple fault is a reset, as a PC's chip set makes it; else the end.
  bool shutdown_resets = false;
};

struct guest_end {
  std::string reason;  ///< as results name it
  std::uint32_t code = 0;
  bool well = false;
};

class guest_fate {
 public:
  explicit guest_fate(good_ending expected) : expected_{std::move(expected)} {}

  /// OUT to the exit port.
  void exited(std::uint32_t code);
  /// A character on the first serial line.
  void sent(char);
  /// A reset was asked for. @return whether it is carried out: otherwise it was the end.
  bool reset_asked();
  /// HLT with interrupts disabled.
  void halted();
  /// The third fault in a row, with these registers. @return whether the machine is reset: otherwise it was
  /// the end.
  bool shut_down(const engine::register_file&);
  /// It was to go on as long as the others, and they have ended.
  void outlived();
  /// An operator took it away, or left it switched off.
  void destroyed() { set("destroyed", 0, true); }
  void left_off() { set("power_off", 0, true); }
  /// It cannot go on, or was not let.
  void give_up(std::string reason);

  /// Nobody waits for its end.
  bool is_endless() const { return expected_.how == good_ending::by::never; }
  const std::optional<guest_end>& end() const { return end_; }
  std::function<void()> on_end;
  /// Whether its software has said that it means to go on behind a reset; not asked if empty.
  std::function<bool()> goes_on_after_reset;

 private:
  void set(std::string reason, std::uint32_t code, bool well);

  good_ending expected_;
  reset_loop resets_;
  std::size_t matched_ = 0;  ///< characters of the awaited text seen
  std::optional<guest_end> end_;
};

}  // namespace trapline::vmm
