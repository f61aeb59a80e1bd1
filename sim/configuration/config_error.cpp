#include "sim/configuration/config_error.h"

namespace trapline {
namespace {

/// A message is one line whatever a file holds, and what() ends at a zero.
std::string on_one_line(const std::string& text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string all;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0x20 && code != 0x7f)
      all += c;
    else
      all += {'\\', 'x', digits[code >> 4], digits[code & 15]};
  }
  return all;
}

std::string message(const file_position& where, const std::string& key, const std::string& wrong,
                    const std::string& right) {
  std::string all = where.text();
  if (!all.empty()) all += ": ";
  if (!key.empty()) all += key + ": ";
  all += wrong;
  if (!right.empty()) all += "; " + right;
  return on_one_line(all);
}

}  // namespace

std::string file_position::text() const {
  std::string all = file;
  if (line != 0) all += ":" + std::to_string(line);
  if (line != 0 && column != 0) all += ":" + std::to_string(column);
  return all;
}

config_error::config_error(const file_position& where, const std::string& key, const std::string& wrong,
                           const std::string& right)
    : std::runtime_error{message(where, key, wrong, right)}, where_{where}, key_{key} {}

}  // namespace trapline
