/// The control panel at standard input and output: at a terminal with history and completion, and simulated
/// time does not run ahead of real time; a pipe's lines are carried out as they come. Ctrl-D leaves the
/// machine running, Ctrl-C ends the run.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "platform/panel/line_source.h"
#include "platform/panel/operator_front.h"

namespace trapline {

class terminal_panel final : public operator_front {
 public:
  terminal_panel();
  terminal_panel(const terminal_panel&) = delete;
  terminal_panel& operator=(const terminal_panel&) = delete;
  ~terminal_panel();

  /// Whether somebody types.
  static bool is_interactive();
  /// The run is over: the terminal is as it was before.
  void leave();

  void attend(control::control_panel&, instant now) override;
  bool is_attended() const override { return !ended_; }
  bool in_real_time() const override { return interactive_ && !ended_; }
  void add_files(std::vector<pollfd>&) const override;
  void tell(const panel_event&) override;

 private:
  /// On a thread of its own: reads a line, waits for its answer, shows it.
  void converse();
  std::vector<std::string> completions(const std::string& line);
  std::string answer_to(const std::string& line, control::control_panel&, instant now);

  bool interactive_;
  bool ended_ = false;  ///< no more lines come
  int said_[2];         ///< a pipe that shows that a line has come
  std::unique_ptr<line_source> lines_;
  std::mutex shared_;  ///< guards what follows
  std::condition_variable answered_;
  control::system_view view_;  ///< for completion
  std::deque<std::string> came_;
  std::string answer_;
  bool has_answer_ = false, at_end_ = false, leaving_ = false;
  std::string news_;  ///< events, shown before the next prompt
  std::thread conversation_;
};

}  // namespace trapline
