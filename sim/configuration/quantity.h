/// Times and sizes as people write them: "20 ms", "1.5 us", "64 MiB".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/time.h"

namespace trapline {

/// A decimal number and one of ps, ns, us, ms, s, min, h; a bare 0 needs no unit. Digits below a
/// picosecond are refused, as is what 2^64 ps do not hold.
std::optional<duration> parse_time(std::string_view text);
/// A decimal number and one of B, KiB, MiB, GiB; it has to come to whole bytes.
std::optional<std::uint64_t> parse_size(std::string_view text);
/// A decimal or 0x-hexadecimal whole number that is not negative.
std::optional<std::uint64_t> parse_integer(std::string_view text);
/// Numbers and ranges of numbers from 0 to 63, "0-3, 5", as a bit each.
std::optional<std::uint64_t> parse_set(std::string_view text);
/// A decimal number that is not negative, in millionths; digits beyond are refused.
std::optional<std::uint64_t> parse_millionths(std::string_view text);

/// The shortest exact form in one of the units above.
std::string text_of(duration time);
std::string size_text(std::uint64_t bytes);

}  // namespace trapline
