// A report as Markdown: what GitHub's dialect takes as special is escaped, so that names stand as they are.
#include "sim/report/document.h"

namespace trapline {
namespace {

std::string escaped(const std::string& words) {
  std::string all;
  for (const char c : words) {
    if (c == '\n' || c == '\r') {
      all += ' ';
      continue;
    }
    if (std::string_view{"\\`*_{}[]<>#|~&"}.find(c) != std::string_view::npos) all += '\\';
    all += c;
  }
  return all;
}

/// "| a | b |"
std::string line_of(const std::vector<std::string>& cells) {
  std::string all = "|";
  for (const std::string& cell : cells) all += " " + cell + (cell.empty() ? "|" : " |");
  return all + "\n";
}

std::string markdown_of(const text_table& t) {
  std::vector<std::string> headings, rules;
  const auto each = [&](const std::vector<std::string>& from) {
    std::vector<std::string> cells;
    for (std::size_t c = 0; c < from.size(); ++c)
      if (!t.columns()[c].is_drawing) cells.push_back(escaped(from[c]));
    return line_of(cells);
  };
  for (const text_table::column& c : t.columns()) {
    headings.push_back(c.heading);
    if (!c.is_drawing) rules.emplace_back(c.to_the_right ? "--:" : ":--");
  }
  std::string all = each(headings) + line_of(rules);
  for (const auto& cells : t.rows()) all += each(cells);
  return all;
}

std::string markdown_of(const remark& r) { return (r.indent == 0 ? "" : "- ") + escaped(r.words) + "\n"; }

}  // namespace

std::string markdown_of(const document& all, const std::string& title) {
  std::string text = "# " + escaped(title) + "\n";
  for (const document_part& part : all) {
    if (!part.title.empty()) text += "\n## " + escaped(part.title) + "\n";
    if (part.table && !part.table->empty()) text += "\n" + markdown_of(*part.table);
    bool in_list = false;
    for (const remark& r : part.remarks) {
      if (r.indent == 0 || !in_list) text += "\n";
      text += markdown_of(r);
      in_list = r.indent > 0;
    }
  }
  return text;
}

}  // namespace trapline
