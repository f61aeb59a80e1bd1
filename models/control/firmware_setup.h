/// What a PC's firmware is set up to, as people write it ([0020]).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/devices/timers/mc146818_calendar.h"

namespace trapline::control {

enum class boot_device : std::uint8_t { floppy = 1, disk = 2 };  ///< as CMOS byte 3Dh names them

/// "disk, floppy". @throws wrong_command
std::vector<boot_device> boot_order_of(const std::string& text);
std::string_view name_of(boot_device);
/// "32 MiB", whole KiB from 1 MiB on. @throws wrong_command
std::uint64_t memory_of(const std::string& text);
/// "2005-12-10 12:00:00", from 1980 to 2079. @throws wrong_command
devices::calendar_time date_of(const std::string& text);

/// @param item "order" | "memory" | "date". @throws wrong_command if it takes no such value
void check_firmware_setup(const std::string& item, const std::string& value);

}  // namespace trapline::control
