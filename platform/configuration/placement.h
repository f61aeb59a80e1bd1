/// Where a device answers: the places of figures 1 and 5, and named assignments of all devices to them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/vmm/board/place.h"
#include "sim/configuration/config_error.h"

namespace trapline {

enum class platform_kind : std::uint8_t {
  native,  ///< no monitor
  hybrid,  ///< figure 1
  hosted   ///< figure 5
};

std::string_view name_of(platform_kind);
std::optional<platform_kind> platform_kind_named(std::string_view);

/// The places that a platform of this kind has; the first is where a device is unless told otherwise.
std::span<const place> places_of(platform_kind);

/// Every device of the PC by name, with the place that answers for it.
using placement = std::map<std::string, place>;

placement everything_in(place at);

/// @throws config_error unless there is the device and a platform of this kind has the place.
place checked_place(const file_position& where, const std::string& key, platform_kind kind,
                    const std::string& device, const std::string& name);
/// @throws config_error unless a platform of this kind has the place.
place checked_place(const file_position& where, const std::string& key, platform_kind kind,
                    const std::string& name);

/// A named placement: platform/placements/NAME.toml with `name`, `description`, `source`, `date`,
/// `platform`, `otherwise` (where every device is) and `[place]` for single devices.
struct placement_preset {
  std::string name;
  std::string description;
  std::string source;
  std::string date;
  platform_kind kind = platform_kind::hybrid;
  placement places;  ///< complete
};

/// @throws config_error
placement_preset load_placement(const std::filesystem::path& path);

}  // namespace trapline
