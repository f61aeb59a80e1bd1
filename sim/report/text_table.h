/// A table for people: columns of text, numbers to the right.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace trapline {

class text_table {
 public:
  struct column {
    std::string heading;
    bool to_the_right;
    bool is_drawing;  ///< drawn with characters: for text only
  };

  /// A heading that begins with '>' stands over a column that is aligned to the right, one that begins with '#'
  /// over a drawing.
  explicit text_table(std::vector<std::string> headings);

  void row(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  const std::vector<column>& columns() const { return columns_; }
  const std::vector<std::vector<std::string>>& rows() const { return rows_; }
  /// Every line ended by a line feed and begun by two spaces.
  std::string text() const;

 private:
  std::vector<column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// "44,935"
std::string grouped(std::uint64_t n);
/// Rounded to the nearest whole.
std::string grouped(double n);
std::string fixed(double value, int decimals);
/// "12.50%"; a whole of zero is 0 %.
std::string share(std::uint64_t part, std::uint64_t whole);
/// Lines of at most `width` columns, each begun by `indent`.
std::string wrapped(const std::string& words, std::size_t width, const std::string& indent);

}  // namespace trapline
