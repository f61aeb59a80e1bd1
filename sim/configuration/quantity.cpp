#include "sim/configuration/quantity.h"

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace trapline {
namespace {

__extension__ using u128 = unsigned __int128;

struct unit {
  std::string_view name;
  std::uint64_t size;
};

constexpr std::array<unit, 7> time_units{{{"ps", 1},
                                          {"ns", 1000},
                                          {"us", 1'000'000},
                                          {"ms", 1'000'000'000},
                                          {"s", 1'000'000'000'000},
                                          {"min", 60'000'000'000'000},
                                          {"h", 3'600'000'000'000'000}}};
constexpr std::array<unit, 4> size_units{{{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A decimal number times `scale`, exactly, and what follows it.
struct scaled {
  u128 digits = 0;
  unsigned decimals = 0;
  std::string_view rest;
};

std::optional<scaled> parse_decimal(std::string_view text) {
  constexpr std::size_t most_digits = 24;
  scaled number;
  std::size_t at = 0, digits = 0;
  bool point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    if (++digits > most_digits) return std::nullopt;
    number.digits = number.digits * 10 + static_cast<unsigned>(text[at] - '0');
    if (point) ++number.decimals;
  }
  if (digits == 0 || text[0] == '.' || text[at - 1] == '.') return std::nullopt;
  while (at < text.size() && text[at] == ' ') ++at;
  number.rest = text.substr(at);
  return number;
}

std::optional<std::uint64_t> times(const scaled& number, std::uint64_t scale) {
  u128 divisor = 1;
  for (unsigned i = 0; i < number.decimals; ++i) divisor *= 10;
  if (number.digits != 0 && scale > std::numeric_limits<u128>::max() / number.digits) return std::nullopt;
  const u128 product = number.digits * scale;
  if (product % divisor != 0 || product / divisor > std::numeric_limits<std::uint64_t>::max())
    return std::nullopt;
  return static_cast<std::uint64_t>(product / divisor);
}

std::optional<std::uint64_t> parse_with(std::span<const unit> units, std::string_view text) {
  const auto number = parse_decimal(text);
  if (!number) return std::nullopt;
  if (number->rest.empty() && number->digits == 0) return 0;
  for (const unit& u : units)
    if (number->rest == u.name) return times(*number, u.size);
  return std::nullopt;
}

std::string in_largest_unit(std::span<const unit> units, std::uint64_t value) {
  const unit* fitting = &units.front();
  for (const unit& u : units)
    if (value != 0 && value % u.size == 0) fitting = &u;
  return std::to_string(value / fitting->size) + " " + std::string{fitting->name};
}

}  // namespace

std::optional<duration> parse_time(std::string_view text) {
  const auto ps = parse_with(time_units, text);
  return ps ? std::optional{duration::ps(*ps)} : std::nullopt;
}

std::optional<std::uint64_t> parse_size(std::string_view text) { return parse_with(size_units, text); }

std::optional<std::uint64_t> parse_integer(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> parse_set(std::string_view text) {
  constexpr std::uint64_t most = 63;
  std::uint64_t set = 0;
  for (;;) {
    const std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    const std::size_t dash = part.find('-');
    const auto first = parse_integer(part.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : parse_integer(part.substr(dash + 1));
    if (!first || !last || *first > *last || *last > most) return std::nullopt;
    for (std::uint64_t n = *first; n <= *last; ++n) set |= std::uint64_t{1} << n;
    if (comma == std::string_view::npos) return set;
    text.remove_prefix(comma + 1);
  }
}

std::optional<std::uint64_t> parse_millionths(std::string_view text) {
  const auto number = parse_decimal(text);
  if (!number || !number->rest.empty()) return std::nullopt;
  return times(*number, 1'000'000);
}

std::string text_of(duration time) { return in_largest_unit(time_units, time.picoseconds()); }
std::string size_text(std::uint64_t bytes) { return in_largest_unit(size_units, bytes); }

}  // namespace trapline
