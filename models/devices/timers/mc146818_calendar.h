/// The time registers of the MC146818 as the guest sees them: raw bytes in BCD or binary, with 12 or 24
/// hours, counted as the chip counts them. A value that is out of range rolls over to the lowest at its
/// next increment.
/// Motorola MC146818 datasheet (ADI-856), "Time, calendar, and alarm locations".
#pragma once

#include <cstdint>
#include <span>

#include "models/devices/timers/calendar_clock.h"

namespace trapline::devices {

class mc146818_calendar {
 public:
  /// Works on the chip's first ten bytes. @param binary bit DM, @param hours24 bit 24/12 of register B.
  mc146818_calendar(std::span<std::uint8_t> ram, bool binary, bool hours24)
      : ram_{ram}, binary_{binary}, hours24_{hours24} {}

  /// @throws std::invalid_argument if there is no such date from 1980 to 2099, or no such time.
  void set(const calendar_time&);
  /// What it shows, from 1980 to 2079.
  calendar_time shown() const;
  /// Lets `seconds` pass. @return whether the alarm matched after any of them.
  bool advance(std::uint64_t seconds);

 private:
  unsigned decode(std::uint8_t byte) const;
  std::uint8_t encode(unsigned n) const;
  /// Counts a byte up. @return whether it went over `last` to `first`.
  bool increment(unsigned index, unsigned first, unsigned last);
  bool increment_hour();
  void increment_day();
  void increment_second();
  unsigned days_of_month() const;
  bool time_is_valid() const;
  bool alarm_matches() const;

  std::span<std::uint8_t> ram_;
  bool binary_;
  bool hours24_;
};

}  // namespace trapline::devices
