// A report's tables for LaTeX.
#include "sim/report/document.h"

namespace trapline {
namespace {

std::string escaped(const std::string& words) {
  std::string all;
  for (const char c : words) switch (c) {
      case '\\':
        all += "\\textbackslash{}";
        break;
      case '~':
        all += "\\textasciitilde{}";
        break;
      case '^':
        all += "\\textasciicircum{}";
        break;
      case '<':
        all += "\\textless{}";
        break;
      case '>':
        all += "\\textgreater{}";
        break;
      case '|':
        all += "\\textbar{}";
        break;
      case '\n':
      case '\r':
        all += ' ';
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        all += '\\';
        [[fallthrough]];
      default:
        all += c;
    }
  return all;
}

/// A line that LaTeX does not read, whatever is in it.
std::string comment(const std::string& words) {
  std::string all = "% ";
  for (const char c : words) all += c == '\n' || c == '\r' ? ' ' : c;
  return all + "\n";
}

std::string row_of(const text_table& t, const std::vector<std::string>& cells) {
  std::string all;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (t.columns()[c].is_drawing) continue;
    all += (all.empty() ? "  " : " & ") + (cells[c].empty() ? "{}" : escaped(cells[c]));
  }
  return all + " \\\\\n";
}

std::string tabular(const text_table& t) {
  std::string shape;
  std::vector<std::string> headings;
  for (const text_table::column& c : t.columns()) {
    headings.push_back(c.heading);
    if (!c.is_drawing) shape += c.to_the_right ? 'r' : 'l';
  }
  std::string all =
      "\\begin{tabular}{@{}" + shape + "@{}}\n  \\toprule\n" + row_of(t, headings) + "  \\midrule\n";
  for (const auto& cells : t.rows()) all += row_of(t, cells);
  return all + "  \\bottomrule\n\\end{tabular}\n";
}

}  // namespace

std::string latex_of(const document& all, const std::string& title) {
  std::string text = comment(title) + comment("Needs \\usepackage{booktabs}.");
  std::size_t number = 0;
  std::string last_title;
  for (const document_part& part : all) {
    if (!part.title.empty()) last_title = part.title;
    if (part.table && !part.table->empty()) {
      ++number;
      text += "\n\\begin{table}\n\\centering\n\\caption{" + escaped(last_title) + "}\n\\label{tab:trapline-" +
              std::to_string(number) + "}\n" + tabular(*part.table) + "\\end{table}\n";
    }
    if (!part.remarks.empty()) text += "\n";
    for (const remark& r : part.remarks) text += comment(r.words);
  }
  return text;
}

}  // namespace trapline
