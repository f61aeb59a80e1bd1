// A report in its other forms: what stands in the text stands there too, whatever the names are.
#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

#include "sim/comparison/comparison.h"
#include "sim/report/report.h"
#include "tests/sim/sample_results.h"

using namespace trapline;
using namespace trapline::testing;
using Catch::Matchers::Contains;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

/// The cells of a row of a Markdown table, as somebody who reads it takes it: escaped bars are no ends.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\') {
      cell += line[++i];
    } else if (line[i] == '|') {
      const auto first = cell.find_first_not_of(' ');
      cells.push_back(first == cell.npos ? "" : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  return cells;
}

/// The tables of a Markdown text, each with its headings first.
std::vector<std::vector<std::vector<std::string>>> tables_in(const std::string& markdown) {
  std::vector<std::vector<std::vector<std::string>>> all;
  bool inside = false;
  for (const std::string& line : lines_of(markdown)) {
    const bool row = line.starts_with("|");
    if (row && !inside) all.emplace_back();
    if (row && !line.starts_with("| :--") && !line.starts_with("| --:")) all.back().push_back(cells_of(line));
    inside = row;
  }
  return all;
}

/// The columns of a text table that are no drawings.
std::vector<std::string> wanted(const text_table& t, const std::vector<std::string>& cells) {
  std::vector<std::string> all;
  for (std::size_t c = 0; c < cells.size(); ++c)
    if (!t.columns()[c].is_drawing) all.push_back(cells[c]);
  return all;
}

/// Names that mean something in every form.
results with_odd_names() {
  results r = sample_results("hypervisor");
  for (path_result& p : r.paths) p.vm = "a|b_c";
  r.vms.front().name = "a|b_c";
  r.vms.front().end_detail = "100 % & <b> {x} \\ ~ ^ $ # \n second line";
  return r;
}

}  // namespace

TEST_CASE("markdown: every table of the report, cell by cell, but for what is drawn with characters") {
  const results r = with_odd_names();
  const document all = report_of(r);
  const auto tables = tables_in(markdown_of(all, "a run"));
  std::size_t at = 0;
  for (const document_part& part : all) {
    if (!part.table) continue;
    CAPTURE(part.title);
    REQUIRE(at < tables.size());
    REQUIRE(tables[at].size() == part.table->rows().size() + 1);
    for (std::size_t row = 0; row < part.table->rows().size(); ++row)
      CHECK(tables[at][row + 1] == wanted(*part.table, part.table->rows()[row]));
    ++at;
  }
  CHECK(at == tables.size());
  CHECK(at >= 6);
}

TEST_CASE("markdown: titles are headings, remarks paragraphs, and no word is taken for a mark") {
  const std::string text = markdown_of(report_of(with_odd_names()), "a_run");
  CHECK_THAT(text, Catch::StartsWith("# a\\_run\n\nSimulated "));
  CHECK_THAT(text, Contains("\n## Device accesses (cycles)\n\n| VM | PATH |"));
  CHECK_THAT(text, Contains("- 100 % \\& \\<b\\> \\{x\\} \\\\ \\~ ^ $ \\#   second line\n"));
  CHECK_THAT(text, !Contains("####"));  // the bars
}

TEST_CASE("latex: a tabular a table, with as many cells in each row as it has columns") {
  const document all = report_of(with_odd_names());
  const std::string text = latex_of(all, "100 % of a run\nand more");
  CHECK_THAT(text, Catch::StartsWith("% 100 % of a run and more\n"));
  std::size_t columns = 0, tables = 0, rows = 0, depth = 0;
  for (const std::string& line : lines_of(text)) {
    CAPTURE(line);
    if (line.starts_with("\\begin{tabular}{@{}")) {
      const std::string shape = line.substr(19, line.find("@{}}") - 19);
      columns = shape.size();
      CHECK(std::ranges::all_of(shape, [](char c) { return c == 'l' || c == 'r'; }));
      ++tables;
    }
    depth += line.starts_with("\\begin{") ? 1 : 0;
    depth -= line.starts_with("\\end{") ? 1 : 0;
    if (!line.ends_with(" \\\\")) continue;
    ++rows;
    std::size_t cells = 1;
    for (std::size_t i = 0; i < line.size(); ++i)
      if (line[i] == '\\')
        ++i;
      else if (line[i] == '&')
        ++cells;
    CHECK(cells == columns);
    CHECK(std::ranges::count(line, '{') == std::ranges::count(line, '}'));
  }
  CHECK(depth == 0);
  std::size_t expected = 0;
  for (const document_part& part : all)
    if (part.table) expected += part.table->rows().size() + 1;
  CHECK(rows == expected);
  CHECK_THAT(text, Contains("\\caption{Device accesses (cycles)}\n\\label{tab:trapline-1}"));
  CHECK_THAT(text, Contains("a\\textbar{}b\\_c & hypervisor & pit & in & 1,000"));
  CHECK_THAT(text, Contains("\n% 100 % & <b> {x}"));
}

TEST_CASE("markdown: a comparison's tables and its sentences") {
  const comparison c{
      {{"service_os", {sample_results("service_os")}}, {"hypervisor", {sample_results("hypervisor")}}}};
  const std::string text = markdown_of(report_of(c), "compared");
  CHECK_THAT(text, Contains("| A | service\\_os | hybrid | | 1 | the base |"));
  CHECK_THAT(text, Contains("## Device accesses (cycles)") && Contains("44,935") && Contains("5.52 x"));
  for (const std::string& sentence : c.summary(1)) CHECK_THAT(text, Contains(sentence));
}
