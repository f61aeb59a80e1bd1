#include "models/control/request.h"

#include "models/control/command.h"
#include "sim/configuration/quantity.h"

namespace trapline::control {

namespace {

/// A word that read_line() takes for one word again.
std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_of(" \t\n\"\\#") == std::string::npos) return word;
  std::string all = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\' || c == '\n' || c == '\t') all += '\\';
    all += c == '\n' ? 'n' : c == '\t' ? 't' : c;
  }
  return all + "\"";
}

std::string written(const ordered_json& value, argument_kind kind) {
  if (value.is_number()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_string())
    return kind == argument_kind::time ? value.get<std::string>() : quoted(value.get<std::string>());
  std::string all;
  for (const ordered_json& one : value) all += (all.empty() ? "" : " ") + quoted(one.get<std::string>());
  return all;
}

}  // namespace

duration request::time(const std::string& argument) const { return *parse_time(text(argument)); }

std::vector<std::string> request::settings(const std::string& argument) const {
  return has(argument) ? given_.at(argument).get<std::vector<std::string>>() : std::vector<std::string>{};
}

std::string request::line() const {
  std::string all{command_->name};
  for (const argument& a : command_->arguments)
    if (const std::string key{a.name}; has(key)) all += " " + written(given_.at(key), a.kind);
  return all;
}

}  // namespace trapline::control
