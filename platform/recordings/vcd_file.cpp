#include "platform/recordings/vcd_file.h"

#include <algorithm>

namespace trapline {
namespace {

/// Identifiers are of printable characters, '!' to '~'.
std::string identifier(std::size_t n) {
  constexpr std::size_t first = '!', count = '~' - '!' + 1;
  std::string all;
  for (; all.empty() || n > 0; n /= count) all += static_cast<char>(first + n % count);
  return all;
}

/// A name in a VCD has no blanks.
std::string without_blanks(std::string name) {
  std::ranges::replace(name, ' ', '_');
  return name;
}

}  // namespace

std::size_t vcd_file::add(const std::string& scope, const std::string& name) {
  signals_.push_back({without_blanks(scope), without_blanks(name)});
  return signals_.size() - 1;
}

void vcd_file::change(std::size_t signal, bool high, instant at) { events_.push_back({at, signal, high}); }

std::string vcd_file::content() const {
  std::string all = "$version trapline $end\n$timescale 1 ps $end\n";
  std::map<std::string, std::string> scopes;
  for (std::size_t i = 0; i < signals_.size(); ++i)
    scopes[signals_[i].scope] += "$var wire 1 " + identifier(i) + " " + signals_[i].name + " $end\n";
  for (const auto& [scope, variables] : scopes)
    all += "$scope module " + scope + " $end\n" + variables + "$upscope $end\n";
  all += "$enddefinitions $end\n#0\n$dumpvars\n";
  for (std::size_t i = 0; i < signals_.size(); ++i) all += "0" + identifier(i) + "\n";
  all += "$end\n";

  std::vector<event> in_order = events_;
  std::ranges::stable_sort(in_order, {}, &event::at);
  std::vector<bool> levels(signals_.size(), false);
  instant last;
  for (const event& e : in_order) {
    if (levels[e.signal] == e.high) continue;
    levels[e.signal] = e.high;
    if (e.at != last) all += "#" + std::to_string(e.at.picoseconds()) + "\n";
    last = e.at;
    all += (e.high ? "1" : "0") + identifier(e.signal) + "\n";
  }
  return all;
}

}  // namespace trapline
