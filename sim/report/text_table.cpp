#include "sim/report/text_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>
#include <utility>

namespace trapline {

text_table::text_table(std::vector<std::string> headings) {
  for (std::string& heading : headings) {
    const bool right = heading.starts_with('>'), drawing = heading.starts_with('#');
    if (right || drawing) heading.erase(0, 1);
    columns_.push_back({std::move(heading), right, drawing});
  }
}

void text_table::row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

std::string text_table::text() const {
  std::vector<std::string> headings;
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    headings.push_back(columns_[c].heading);
    std::size_t width = headings[c].size();
    for (const auto& cells : rows_) width = std::max(width, cells[c].size());
    widths.push_back(width);
  }
  std::string all;
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string pad(widths[c] - cells[c].size(), ' ');
      text += "  " + (columns_[c].to_the_right ? pad + cells[c] : cells[c] + pad);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    all += text + "\n";
  };
  line(headings);
  for (const auto& cells : rows_) line(cells);
  return all;
}

std::string grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

std::string grouped(double n) { return grouped(static_cast<std::uint64_t>(std::llround(n))); }

std::string fixed(double value, int decimals) {
  char text[400];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "0.00%";
  return fixed(100.0 * static_cast<double>(part) / static_cast<double>(whole), 2) + "%";
}

std::string wrapped(const std::string& words, std::size_t width, const std::string& indent) {
  std::istringstream in{words};
  std::string all, line = indent;
  for (std::string word; in >> word;) {
    // A word that no line holds is cut.
    for (const std::size_t room = std::max<std::size_t>(width, indent.size() + 1) - indent.size();
         word.size() > room;) {
      if (line.size() > indent.size()) all += std::exchange(line, indent) + "\n";
      all += indent + word.substr(0, room) + "\n";
      word.erase(0, room);
    }
    if (line.size() > indent.size() && line.size() + 1 + word.size() > width) {
      all += line + "\n";
      line = indent;
    }
    line += (line.size() == indent.size() ? "" : " ") + word;
  }
  return all + line + "\n";
}

}  // namespace trapline
