/// A wrong configuration: one message that says where, what is wrong, and what would be right.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace trapline {

/// A place in a file that somebody wrote; line and column count from 1, 0 for "not in a line".
struct file_position {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  /// "FILE:LINE:COL", or as much of it as is known.
  std::string text() const;
};

class config_error : public std::runtime_error {
 public:
  /// what() is "FILE:LINE:COL: key: what is wrong; what would be right", without the parts that are
  /// empty; control characters stand in it as \x00.
  config_error(const file_position& where, const std::string& key, const std::string& wrong,
               const std::string& right);

  const file_position& where() const { return where_; }
  const std::string& key() const { return key_; }

 private:
  file_position where_;
  std::string key_;
};

}  // namespace trapline
