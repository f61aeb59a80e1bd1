/// Which settings can change while the machine runs, and why the others cannot: what an operator and a sweep from one
/// booted machine may ask for. platform::adopt() makes the change.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/configuration/scenario.h"

namespace trapline {

/// Why a key acts only before the machine starts; nothing if it can change later. @param key as it is assigned:
/// "vm.placement", "vm.a.place.pit"
std::optional<std::string> why_only_at_power_on(std::string_view key);

/// @throws config_error naming `key` if what it turns `running` into cannot be reached while the machine runs.
void refuse_change(const scenario& running, const scenario& wanted, const std::string& key);

}  // namespace trapline
