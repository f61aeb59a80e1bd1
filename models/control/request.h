/// A command with its arguments, as an operator gave it: by a line of text, or as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/time.h"

namespace trapline::control {

using nlohmann::ordered_json;
struct command;

class request {
 public:
  /// @param given each argument of the command by its name, of the right type; an optional one may be missing.
  request(const command& c, ordered_json given) : command_{&c}, given_(std::move(given)) {}

  const command& what() const { return *command_; }
  bool has(const std::string& argument) const { return given_.contains(argument); }
  std::string text(const std::string& argument) const { return given_.at(argument).get<std::string>(); }
  std::uint64_t number(const std::string& argument) const { return given_.at(argument).get<std::uint64_t>(); }
  duration time(const std::string& argument) const;
  /// "KEY=VALUE" each.
  std::vector<std::string> settings(const std::string& argument) const;
  /// The VM that is meant.
  std::string vm() const { return text("vm"); }

  /// As a script has it; read_line() makes the same request of it.
  std::string line() const;

 private:
  const command* command_;
  ordered_json given_;
};

}  // namespace trapline::control
