/// Where lines come from that somebody types, or that a pipe brings. Each is read when the one before has been
/// answered.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace trapline {

class line_source {
 public:
  virtual ~line_source() = default;
  /// Waits for the next line. @return none at the end, or when wake() was called
  virtual std::optional<std::string> next() = 0;
  /// Ends the waiting, from another thread; there are no more lines.
  virtual void wake() = 0;
};

/// What a line that has been typed so far could go on with: its last word's whole forms.
using completer = std::function<std::vector<std::string>(const std::string& line)>;

/// Standard input: at a terminal edited by libedit, with history, and completion by Tab; else as it comes.
std::unique_ptr<line_source> standard_input_lines(const std::string& prompt, completer);

}  // namespace trapline
