// The checks that make a value of a setting's text: kind, range, unit.
#include <algorithm>
#include <filesystem>

#include "sim/configuration/configuration.h"
#include "sim/configuration/nearest.h"
#include "sim/configuration/quantity.h"

namespace trapline {
namespace {

std::string in_unit(value_kind kind, std::uint64_t number) {
  if (kind == value_kind::time) return text_of(duration::ps(number));
  if (kind == value_kind::size) return size_text(number);
  if (kind != value_kind::decimal) return std::to_string(number);
  std::string text =
      std::to_string(number / 1'000'000) + "." + std::to_string(1'000'000 + number % 1'000'000).substr(1);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text + "0" : text;
}

bool fits(value_kind kind, char type) {
  switch (kind) {
    case value_kind::integer:
      return type == 'i';
    case value_kind::decimal:
      return type == 'i' || type == 'd';
    case value_kind::boolean:
      return type == 'b';
    case value_kind::bytes:
      return type == 'h' || type == 's';
    case value_kind::set:
      return type == 'h' || type == 's' || type == 'i';
    default:
      return type == 's';
  }
}

std::string_view kind_name(char type) {
  switch (type) {
    case 'i':
      return "an integer";
    case 'd':
      return "a decimal number";
    case 'b':
      return "a truth value";
    case 'h':
      return "an array";
    default:
      return "a string";
  }
}

std::optional<std::uint64_t> boolean_of(const std::string& text) {
  if (text == "true") return 1;
  if (text == "false") return 0;
  return std::nullopt;
}

std::optional<std::uint64_t> count_of_bytes(const std::string& text) {
  std::uint64_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += 3, ++count) {
    const std::string byte = text.substr(at, 2);
    if (byte.size() != 2 || !parse_integer("0x" + byte)) return std::nullopt;
    if (at + 2 < text.size() && text[at + 2] != ' ') return std::nullopt;
  }
  return count;
}

/// A file's array as the numbers that it held: "00 1f" as "0, 31".
std::string listed(const std::string& bytes) {
  std::string all;
  for (std::size_t at = 0; at < bytes.size(); at += 3)
    all += (all.empty() ? "" : ", ") + std::to_string(*parse_integer("0x" + bytes.substr(at, 2)));
  return all;
}

bool in_range(const parameter& p, std::uint64_t number) {
  if (p.kind == value_kind::choice || p.kind == value_kind::boolean) return true;
  if (p.kind == value_kind::set) return number != 0 && number >> p.most <= 1;
  return number >= p.least && number <= p.most;
}

std::optional<std::uint64_t> number_of(const parameter& p, const std::string& text) {
  switch (p.kind) {
    case value_kind::integer:
      return parse_integer(text);
    case value_kind::decimal:
      return parse_millionths(text);
    case value_kind::boolean:
      return boolean_of(text);
    case value_kind::size:
      return parse_size(text);
    case value_kind::bytes:
      return count_of_bytes(text);
    case value_kind::set:
      return parse_set(text);
    case value_kind::time: {
      const auto time = parse_time(text);
      return time ? std::optional{time->picoseconds()} : std::nullopt;
    }
    case value_kind::choice: {
      const auto found = std::ranges::find(p.choices, text);
      if (found == p.choices.end()) return std::nullopt;
      return static_cast<std::uint64_t>(found - p.choices.begin());
    }
    default:
      return 0;
  }
}

}  // namespace

std::string parameter::range() const {
  constexpr std::uint64_t open = ~std::uint64_t{0};
  const auto between = [&](const std::string& what) {
    return what + (most == open ? least == 0 ? "" : ", at least " + in_unit(kind, least)
                                : " from " + in_unit(kind, least) + " to " + in_unit(kind, most));
  };
  switch (kind) {
    case value_kind::text:
      return "a text";
    case value_kind::integer:
      return between("an integer");
    case value_kind::decimal:
      return between("a number");
    case value_kind::boolean:
      return "true or false";
    case value_kind::time:
      return between("a time such as \"20 ms\"");
    case value_kind::size:
      return between("a size such as \"64 MiB\"");
    case value_kind::file:
      return "a file";
    case value_kind::bytes:
      return "bytes such as \"1c f0 1c\"";
    case value_kind::set:
      return "numbers from 0 to " + std::to_string(most) + " such as \"0-3\" or \"0, 2\"";
    case value_kind::choice:
      break;
  }
  std::string all;
  for (const std::string& one : choices) all += (all.empty() ? "" : " | ") + one;
  return all;
}

std::string setting_origin::text() const {
  switch (from) {
    case layer::fallback:
      return "default";
    case layer::file:
      return where.file + ":" + std::to_string(where.line);
    default:
      return where.file;
  }
}

void resolved_setting::fail(const std::string& wrong, const std::string& right) const {
  throw config_error{origin.where, key, wrong, right};
}

setting_value resolved_setting::value() const {
  switch (declared->kind) {
    case value_kind::integer:
      return static_cast<std::int64_t>(number);
    case value_kind::decimal:
      return static_cast<double>(number) / 1e6;
    case value_kind::boolean:
      return number != 0;
    case value_kind::file:
      return std::filesystem::path{text}.filename().string();
    default:
      return text;
  }
}

resolved_setting configuration::checked(const parameter& declared, const std::string& key,
                                        const setting& found) const {
  resolved_setting result{key, &declared, found.text, 0, found.origin};
  if (!result.given() && found.text.empty()) return result;
  const std::string needed = declared.range() + " is needed";
  if (found.type != 0 && !fits(declared.kind, found.type))
    result.fail("is " + std::string{kind_name(found.type)}, needed);
  if (declared.kind == value_kind::set && found.type == 'h') result.text = listed(found.text);
  const auto number = number_of(declared, result.text);
  if (!number) {
    const bool choice = declared.kind == value_kind::choice;
    result.fail("is \"" + result.text + "\"", choice ? suggestion(result.text, declared.choices) : needed);
  }
  if (!in_range(declared, *number)) result.fail("is " + result.text, needed);
  result.number = *number;
  return result;
}

}  // namespace trapline
