/// What becomes of timer ticks that a guest misses: those that are due while it does not run, and those
/// that come before it has taken the one before. A policy is a class and a line in the table.
///
/// After Xen (xen/arch/x86/hvm/vpt.c, HVM parameter timer_mode) and QEMU as libvirt names them (the
/// tickpolicy attribute of a domain's timers).
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "sim/time.h"

namespace trapline::vmm {

/// How many ticks have been due by `now`, of those that come every `period` from `scheduled` on.
constexpr std::uint64_t missed_ticks(instant now, instant scheduled, duration period) {
  return now < scheduled ? 0 : (now - scheduled).picoseconds() / period.picoseconds() + 1;
}

class tick_policy {
 public:
  /// Of a missed tick. A merged one is told by the tick that the guest has yet to take.
  enum class fate : std::uint8_t { kept, merged, dropped };

  virtual fate missed() const = 0;
  /// How long after the guest took a tick it gets one of `kept`; none if a kept one only follows when
  /// the next one comes, which is then kept in its place.
  virtual std::optional<duration> pause(duration /*period*/, std::uint64_t /*kept*/) const {
    return std::nullopt;
  }
  /// Whether all ticks of an absence are missed, that of a period or longer; else the first is not: it
  /// waits in the interrupt controller.
  virtual bool forgets_absences() const { return false; }
  /// Whether guest time stands still while the guest is descheduled.
  virtual bool stops_guest_time() const { return false; }

 protected:
  ~tick_policy() = default;
};

struct named_tick_policy {
  std::string_view name;
  const tick_policy& policy;
};

std::span<const named_tick_policy> tick_policies();
/// @throws std::out_of_range
const tick_policy& tick_policy_named(std::string_view);

}  // namespace trapline::vmm
