/// Work in processes of their own, so many at a time: each is a copy of this one that hands back a text. They end with
/// this process, however it ends, and hear of a terminal's signals only through it. A process that has threads must
/// have ended them: a copy has none.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace trapline::exploration {

class process_pool {
 public:
  struct ended {
    std::size_t number;  ///< as fork() was given it
    std::string text;    ///< what the work returned; cut short if it was killed
    int status;          ///< as waitpid() has it; a process that has handed its text back exits with 0
    std::chrono::duration<double> took;
  };

  explicit process_pool(unsigned at_once) : at_once_{at_once} {}
  process_pool(const process_pool&) = delete;
  process_pool& operator=(const process_pool&) = delete;
  /// Kills what still runs.
  ~process_pool();

  bool full() const { return running_.size() >= at_once_; }
  bool empty() const { return running_.empty(); }
  /// Makes a copy of this process. @return whether this is the copy, which has to end with hand_back().
  /// @pre not full(). @throws std::runtime_error if no process can be made.
  bool fork(std::size_t number);
  /// In a copy: its result, and its end.
  [[noreturn]] void hand_back(const std::string& text);
  /// Asks those that run to end (SIGINT); they hand back what they have.
  void interrupt() const;
  /// Waits until something has ended, or a signal came, or so much time has passed.
  std::vector<ended> wait(std::chrono::milliseconds);

 private:
  struct child {
    std::size_t number;
    pid_t process;
    int pipe;
    std::string text;
    std::chrono::steady_clock::time_point began;
  };

  /// Takes what has come. @return whether the child is at its end.
  static bool receive(child&);
  static ended finish(const child&);

  unsigned at_once_;
  int to_parent_ = -1;  ///< in a copy
  std::vector<child> running_;
};

}  // namespace trapline::exploration
