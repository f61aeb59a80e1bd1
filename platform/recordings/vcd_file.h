/// Signals of one bit over time as a value change dump, which GTKWave and its like open.
/// IEEE 1364-2005, 18
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/time.h"

namespace trapline {

class vcd_file {
 public:
  /// @param scope the module that the signal is shown in. Signals begin low.
  std::size_t add(const std::string& scope, const std::string& name);
  void change(std::size_t signal, bool high, instant at);

  /// The file, in picoseconds, with the changes in order of time; one that changes nothing is left out.
  std::string content() const;

 private:
  struct declared_signal {
    std::string scope, name;
  };
  struct event {
    instant at;
    std::size_t signal;
    bool high;
  };

  std::vector<declared_signal> signals_;
  std::vector<event> events_;
};

}  // namespace trapline
