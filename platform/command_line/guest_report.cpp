#include "platform/command_line/guest_report.h"

#include <cstdint>
#include <sstream>
#include <vector>

#include "sim/configuration/quantity.h"
#include "sim/time.h"

namespace trapline {
namespace {

constexpr const char* indent = "  | ";

/// The rows down to the last that is not blank. A screen shows a control character as a picture, so that
/// every character is harmless.
std::string screen_of(const std::string& whose, const std::string& text) {
  const auto last = text.find_last_not_of(" \n");
  if (last == std::string::npos) return {};
  std::istringstream rows{text.substr(0, last + 1)};
  std::string all = "Screen of " + whose + "\n";
  for (std::string row; std::getline(rows, row);) all += indent + row + "\n";
  return all + "\n";
}

std::vector<std::string> harmless_lines(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '\n')
      lines.emplace_back();
    else if (c == '\t' || (code >= 0x20 && code < 0x7f))
      lines.back() += c;
    else if (c != '\r')
      lines.back() += '.';
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

/// The text's last `most` lines.
std::string quoted(const std::string& title, const std::string& text, std::size_t most) {
  if (text.empty()) return {};
  const std::vector<std::string> lines = harmless_lines(text);
  const std::size_t left_out = lines.size() > most ? lines.size() - most : 0;
  std::string all = title + "\n";
  if (left_out > 0) all += indent + ("(" + std::to_string(left_out)) + " lines before)\n";
  for (std::size_t i = left_out; i < lines.size(); ++i) all += indent + lines[i] + "\n";
  return all + "\n";
}

}  // namespace

std::string panel_report(const std::vector<control::given_command>& session) {
  std::string all;
  for (const control::given_command& c : session) {
    if (c.words.empty()) continue;
    all += indent + text_of(c.at - instant{}) + ": " + c.line + "\n";
    for (const std::string& line : harmless_lines(c.words)) all += indent + ("    " + line) + "\n";
  }
  return all.empty() ? all : "Control panel\n" + all + "\n";
}

std::string guest_report(const results& r) {
  constexpr std::size_t most_serial_lines = 60;
  std::string all;
  if (r.firmware) {
    all += quoted("Serial output of the machine's firmware", r.firmware->serial_text, most_serial_lines);
    all += quoted("Log of the machine's firmware", r.firmware->log_text, most_serial_lines);
    all += screen_of("the machine, as its firmware left it", r.firmware->screen_text);
  }
  for (const vm_result& vm : r.vms) {
    all += quoted("Serial output of " + vm.name, vm.serial_text, most_serial_lines);
    all += quoted("Log of " + vm.name, vm.log_text, SIZE_MAX);
    all += screen_of(vm.name, vm.screen_text);
  }
  return all;
}

}  // namespace trapline
