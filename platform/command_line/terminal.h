/// Standard input and output as a guest's console. A terminal is made raw, so that every key reaches the
/// guest, Ctrl-C too; Ctrl-A X leaves, Ctrl-A A is a Ctrl-A. It is as it was before when this goes, and when
/// a signal ends the process. Simulated time does not run ahead of real time there, so that a guest that
/// waits for a key does not spend its days. A pipe or a file is read to its end as fast as the guest takes
/// it.
#pragma once

#include <chrono>
#include <deque>

#include "platform/machine/console.h"
#include "platform/run_control.h"

namespace trapline {

class terminal final : public console {
 public:
  /// @param control its stop flag is set when the user leaves.
  explicit terminal(run_control& control);
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;
  ~terminal();

  /// The run is over: the terminal is as it was before. @return whether everything could be shown.
  bool leave();
  /// Whether somebody types at it.
  static bool is_interactive();

  void show(char) override;
  std::optional<std::uint8_t> next() override;
  void pace(instant) override;

 private:
  void read_what_came();
  void typed(std::uint8_t);
  void flush();

  run_control& control_;
  bool interactive_;
  bool at_end_ = false;
  bool after_escape_ = false;
  std::deque<std::uint8_t> waiting_;
  std::string shown_;
  int error_ = 0;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace trapline
