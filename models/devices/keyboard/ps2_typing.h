/// Text as a typist at a US keyboard makes it: which keys, with which modifier, when.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "models/devices/keyboard/scan_codes.h"
#include "sim/time.h"

namespace trapline::devices {

struct keystroke {
  key which;
  std::optional<key> modifier;
};

struct timed_key {
  instant at;
  key_event event;
};

/// The keys of an ASCII character in the US layout; 01h to 1Ah but for tab, line feed, carriage return and
/// backspace are Ctrl with a letter. Nothing for a character that has no key.
std::optional<keystroke> keystroke_for(char);

/// A character every `per_character`, each key down for half of it.
/// @throws std::invalid_argument naming the first character that has no key.
std::vector<timed_key> typing(std::string_view text, instant start,
                              duration per_character = duration::ms(50));

}  // namespace trapline::devices
