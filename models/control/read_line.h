/// A line of text as a request: the command's name and its arguments in their order, words separated by
/// blanks, a word with blanks in quotation marks. A time's number and unit may be two words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/control/command.h"

namespace trapline::control {

struct line_word {
  std::string text;
  bool in_quotes = false;
  std::size_t begin = 0;  ///< in the line
};

/// The words of a line; what follows a # is a comment. @throws wrong_command for a quotation mark without its other.
std::vector<line_word> words_of(std::string_view line);
/// @pre the line has a word. @throws wrong_command
request read_line(std::string_view line, const system_view&);
/// Whether the first word after the command's name is the VM that it is for.
bool names_vm(const command&, const std::vector<line_word>& after_name, const system_view&);

}  // namespace trapline::control
