/// A command that cannot be carried out: what is wrong, and what would be right. Nothing has changed.
#pragma once

#include <stdexcept>
#include <string>

namespace trapline::control {

class wrong_command : public std::runtime_error {
 public:
  wrong_command(const std::string& wrong, const std::string& right)
      : runtime_error{right.empty() ? wrong : wrong + "; " + right}, wrong_{wrong}, right_{right} {}

  const std::string& wrong() const { return wrong_; }
  const std::string& right() const { return right_; }

 private:
  std::string wrong_, right_;
};

/// There is no command of that name.
class unknown_command final : public wrong_command {
 public:
  using wrong_command::wrong_command;
};

}  // namespace trapline::control
