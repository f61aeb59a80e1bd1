#include "sim/config_error.h"

namespace trapline {
namespace {

std::string message(const file_position& where, const std::string& key, const std::string& wrong,
                    const std::string& right) {
  std::string all = where.text();
  if (!all.empty()) all += ": ";
  if (!key.empty()) all += key + ": ";
  all += wrong;
  if (!right.empty()) all += "; " + right;
  return all;
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
