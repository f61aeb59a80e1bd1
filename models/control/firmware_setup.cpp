#include "models/control/firmware_setup.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <sstream>

#include "models/control/wrong_command.h"
#include "sim/configuration/quantity.h"

namespace trapline::control {

std::string_view name_of(boot_device d) { return d == boot_device::floppy ? "floppy" : "disk"; }

std::vector<boot_device> boot_order_of(const std::string& text) {
  std::string words = text;
  std::ranges::replace(words, ',', ' ');
  std::vector<boot_device> order;
  std::istringstream in{words};
  for (std::string word; in >> word;) {
    const bool known = word == "floppy" || word == "disk";
    const boot_device d = word == "floppy" ? boot_device::floppy : boot_device::disk;
    if (!known || std::ranges::find(order, d) != order.end())
      throw wrong_command{"the boot order is \"" + text + "\"",
                          "\"disk\", \"floppy\", \"disk, floppy\" or \"floppy, disk\" is needed"};
    order.push_back(d);
  }
  if (order.empty()) throw wrong_command{"the boot order is empty", "\"disk, floppy\" is one"};
  return order;
}

std::uint64_t memory_of(const std::string& text) {
  constexpr std::uint64_t kib = 1024, least = 1024 * kib;
  const auto bytes = parse_size(text);
  if (!bytes || *bytes < least || *bytes % (64 * kib) != 0)
    throw wrong_command{"the memory is \"" + text + "\"",
                        "1 MiB or more, in steps of 64 KiB, such as \"32 MiB\", is needed"};
  return *bytes;
}

devices::calendar_time date_of(const std::string& text) {
  devices::calendar_time t{};
  const std::chrono::year_month_day day = [&] {
    int end = 0;
    const int read = std::sscanf(text.c_str(), "%4u-%2u-%2u%*1[ T]%2u:%2u:%2u%n", &t.year, &t.month, &t.day,
                                 &t.hour, &t.minute, &t.second, &end);
    if (read != 6 || static_cast<std::size_t>(end) != text.size()) t = {};
    return std::chrono::year_month_day{std::chrono::year{static_cast<int>(t.year)},
                                       std::chrono::month{t.month}, std::chrono::day{t.day}};
  }();
  if (!day.ok() || t.year < 1980 || t.year > 2079 || t.hour > 23 || t.minute > 59 || t.second > 59)
    throw wrong_command{"the date is \"" + text + "\"",
                        "one such as \"2005-12-10 12:00:00\" from 1980 to 2079 is needed"};
  return t;
}

void check_firmware_setup(const std::string& item, const std::string& value) {
  if (item == "order") static_cast<void>(boot_order_of(value));
  if (item == "memory") static_cast<void>(memory_of(value));
  if (item == "date") static_cast<void>(date_of(value));
}

}  // namespace trapline::control
