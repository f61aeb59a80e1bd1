#include "models/devices/timers/mc146818_calendar.h"

#include <chrono>
#include <stdexcept>
#include <string>

namespace trapline::devices {

namespace {

constexpr unsigned second = 0, minute = 2, hour = 4, weekday = 6, day = 7, month = 8, year = 9;
/// An alarm byte stands after the byte it is compared with.
constexpr unsigned alarm_after = 1;
constexpr std::uint8_t alarm_any = 0xC0;
constexpr std::uint8_t pm = 0x80;
constexpr std::uint64_t seconds_per_day = 86'400;

}  // namespace

unsigned mc146818_calendar::decode(std::uint8_t byte) const {
  return binary_ ? byte : (byte >> 4) * 10u + (byte & 15);
}

std::uint8_t mc146818_calendar::encode(unsigned n) const {
  return static_cast<std::uint8_t>(binary_ ? n : n / 10 << 4 | n % 10);
}

void mc146818_calendar::set(const calendar_time& t) {
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(t.year)},
                                         std::chrono::month{t.month}, std::chrono::day{t.day}};
  if (t.year < 1980 || t.year > 2099 || !date.ok() || t.hour > 23 || t.minute > 59 || t.second > 59)
    throw std::invalid_argument(
        "the clock starts at a date from 1980-01-01 00:00:00 to 2099-12-31 23:59:59, not " +
        std::to_string(t.year) + "-" + std::to_string(t.month) + "-" + std::to_string(t.day) + " " +
        std::to_string(t.hour) + ":" + std::to_string(t.minute) + ":" + std::to_string(t.second));
  ram_[second] = encode(t.second);
  ram_[minute] = encode(t.minute);
  const unsigned hour12 = t.hour % 12 == 0 ? 12 : t.hour % 12;
  ram_[hour] =
      hours24_ ? encode(t.hour) : static_cast<std::uint8_t>(encode(hour12) | (t.hour >= 12 ? pm : 0));
  // Sunday is 1.
  ram_[weekday] = encode(std::chrono::weekday{std::chrono::sys_days{date}}.c_encoding() + 1);
  ram_[day] = encode(t.day);
  ram_[month] = encode(t.month);
  ram_[year] = encode(t.year % 100);
}

calendar_time mc146818_calendar::shown() const {
  const unsigned two_digits = decode(ram_[year]);
  unsigned h = decode(static_cast<std::uint8_t>(ram_[hour] & ~(hours24_ ? 0 : pm)));
  if (!hours24_) h = h % 12 + ((ram_[hour] & pm) != 0 ? 12 : 0);
  return {two_digits + (two_digits < 80 ? 2000 : 1900),
          decode(ram_[month]),
          decode(ram_[day]),
          h,
          decode(ram_[minute]),
          decode(ram_[second])};
}

bool mc146818_calendar::increment(unsigned index, unsigned first, unsigned last) {
  const unsigned n = decode(ram_[index]);
  ram_[index] = encode(n >= last ? first : n + 1);
  return n >= last;
}

/// @return whether midnight has come.
bool mc146818_calendar::increment_hour() {
  if (hours24_) return increment(hour, 0, 23);
  const std::uint8_t half = ram_[hour] & pm;
  const unsigned n = decode(ram_[hour] & 0x7F);
  const std::uint8_t next = encode(n >= 12 ? 1 : n + 1);
  // 11 becomes 12 of the other half day, and 12 becomes 1 of the same.
  ram_[hour] = static_cast<std::uint8_t>(next | (n == 11 ? half ^ pm : half));
  return n == 11 && half != 0;
}

unsigned mc146818_calendar::days_of_month() const {
  switch (decode(ram_[month])) {
    case 2:
      return decode(ram_[year]) % 4 == 0 ? 29 : 28;
    case 4:
    case 6:
    case 9:
    case 11:
      return 30;
    default:
      return 31;
  }
}

void mc146818_calendar::increment_day() {
  increment(weekday, 1, 7);
  if (increment(day, 1, days_of_month()) && increment(month, 1, 12)) increment(year, 0, 99);
}

void mc146818_calendar::increment_second() {
  if (increment(second, 0, 59) && increment(minute, 0, 59) && increment_hour()) increment_day();
}

bool mc146818_calendar::time_is_valid() const {
  const std::uint8_t h = hours24_ ? ram_[hour] : ram_[hour] & 0x7F;
  const unsigned hours = decode(h);
  return decode(ram_[second]) < 60 && decode(ram_[minute]) < 60 &&
         encode(decode(ram_[second])) == ram_[second] && encode(decode(ram_[minute])) == ram_[minute] &&
         encode(hours) == h && (hours24_ ? hours < 24 : hours >= 1 && hours <= 12);
}

bool mc146818_calendar::alarm_matches() const {
  for (const unsigned index : {second, minute, hour}) {
    const std::uint8_t alarm = ram_[index + alarm_after];
    if (alarm < alarm_any && alarm != ram_[index]) return false;
  }
  return true;
}

bool mc146818_calendar::advance(std::uint64_t seconds) {
  bool alarm = false;
  while (seconds > 0) {
    // Whole days but the last change only the date, and the last one sees whatever alarm there is.
    if (seconds >= 2 * seconds_per_day && time_is_valid()) {
      increment_day();
      seconds -= seconds_per_day;
      continue;
    }
    increment_second();
    alarm = alarm || alarm_matches();
    --seconds;
  }
  return alarm;
}

}  // namespace trapline::devices
