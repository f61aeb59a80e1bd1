/// Settings of a scenario that can be changed while its machine runs.
#pragma once

#include <string>

namespace trapline::control {

class settings_operations {
 public:
  /// @throws wrong_command with the reason if this one stays as it is
  virtual void set(const std::string& key, const std::string& value) = 0;

 protected:
  ~settings_operations() = default;
};

}  // namespace trapline::control
