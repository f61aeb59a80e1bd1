/// A report before it has a form: parts with a title, a table and remarks, and what they are written as: text
/// for a terminal, Markdown, tables for LaTeX.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/report/text_table.h"

namespace trapline {

/// A sentence or more, as a paragraph of its own.
struct remark {
  std::string words;
  unsigned indent = 0;    ///< columns of text; more than none makes it an item of a list elsewhere
  std::size_t width = 0;  ///< the text is broken at so many columns; 0: not at all
};

struct document_part {
  std::string title;
  std::optional<text_table> table;  ///< left out if it has no rows
  std::vector<remark> remarks;      ///< after the table
};

using document = std::vector<document_part>;

/// Parts with an empty line between them.
std::string text_of(const document&);
/// As GitHub, Pandoc and others read it (GFM tables); `title` is the heading over it all.
std::string markdown_of(const document&, const std::string& title);
/// One `table` environment with a caption a table, ruled by the package booktabs, to be read by \input;
/// remarks stand between them as comments.
std::string latex_of(const document&, const std::string& title);

}  // namespace trapline
