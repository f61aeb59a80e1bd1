/// What somebody types, as keys.
#pragma once

#include <string>
#include <vector>

#include "models/devices/keyboard/scan_codes.h"

namespace trapline::control {

/// "left_ctrl+c enter": the keys of a chord go down one after the other and up in the other order.
/// @throws wrong_command for what is no key
std::vector<devices::key_event> chords_of(const std::string& keys);
/// @throws wrong_command for a character without a key of its own, and for a text too long to type.
void check_text(const std::string& text);

}  // namespace trapline::control
