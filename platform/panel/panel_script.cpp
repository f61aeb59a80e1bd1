#include "platform/panel/panel_script.h"

#include <fstream>

#include "models/control/read_line.h"
#include "models/control/wrong_command.h"
#include "sim/configuration/quantity.h"

namespace trapline {

namespace {

struct timed_line {
  bool later = false;  ///< than the one before
  std::optional<duration> time;
  std::string command;
};

/// What stands before the first colon is a time, or part of the command.
timed_line parts_of(const std::string& line) {
  const std::size_t colon = line.find(':');
  const std::size_t first = line.find_first_not_of(" \t");
  if (colon == std::string::npos || first == colon) return {false, std::nullopt, line};
  const bool later = line[first] == '+';
  std::string front = line.substr(first + (later ? 1 : 0), colon - first - (later ? 1 : 0));
  front.erase(front.find_last_not_of(" \t") + 1);
  const auto time = parse_time(front);
  if (!time) return {false, std::nullopt, line};
  return {later, time, line.substr(colon + 1)};
}

}  // namespace

std::vector<scenario_command> read_panel_script(const std::filesystem::path& path) {
  std::ifstream in{path};
  if (!in || !std::filesystem::is_regular_file(path))
    throw config_error{
        {path.string()}, "--panel-script", "cannot be read", "a file with a command a line is needed"};
  std::vector<scenario_command> all;
  instant at;
  std::uint32_t number = 0;
  for (std::string line; std::getline(in, line);) {
    const file_position where{path.string(), ++number, 0};
    const timed_line parts = parts_of(line);
    try {
      if (control::words_of(parts.command).empty()) {
        if (parts.time)
          throw control::wrong_command{"says when, but not what", "a command belongs behind the colon"};
        continue;
      }
    } catch (const control::wrong_command& e) {
      throw config_error{where, "", e.wrong(), e.right()};
    }
    const instant then = !parts.time ? at : parts.later ? at + *parts.time : instant{} + *parts.time;
    if (then < at)
      throw config_error{where, "", "goes back in time to " + text_of(then - instant{}),
                         "commands stand in order of time; the one before is at " + text_of(at - instant{})};
    at = then;
    all.push_back({at, parts.command.substr(parts.command.find_first_not_of(" \t")), where, ""});
  }
  return all;
}

std::string script_line(instant at, const std::string& command) {
  return text_of(at - instant{}) + ": " + command + "\n";
}

}  // namespace trapline
