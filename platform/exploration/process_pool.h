/// Work in processes of their own, so many at a time: each is a copy of this one that hands back a text. They end with
/// this process, however it ends, and hear of a terminal's signals only through it. A process that has threads must
/// have ended them: a copy has none.
///
/// Some more may be kept in reserve: copies that wait until another one has ended, so that its processor does not stand
/// idle while a copy is made.
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
    std::string text;    ///< what the work returned; empty if it was killed
    int status;          ///< as waitpid() has it; 0 of a process that has handed its text back
    std::chrono::duration<double> took;  ///< without what it was in reserve
  };

  explicit process_pool(unsigned at_once, unsigned in_reserve = 0)
      : at_once_{at_once}, in_reserve_{in_reserve} {}
  process_pool(const process_pool&) = delete;
  process_pool& operator=(const process_pool&) = delete;
  /// Kills what still runs.
  ~process_pool();

  bool full() const { return children_.size() >= at_once_ + in_reserve_; }
  bool empty() const { return children_.empty(); }
  /// Makes a copy of this process. @return whether this is the copy, which may begin and has to end with hand_back().
  /// @pre not full(). @throws std::runtime_error if no process can be made.
  bool fork(std::size_t number);
  /// In a copy: its result, which has no zero in it, and its end.
  [[noreturn]] void hand_back(const std::string& text);
  /// Asks all to end (SIGINT); they hand back what they have.
  void interrupt() const;
  /// Waits until something has ended, or a signal came, or so much time has passed. In the place of what has ended
  /// another one begins only with the next call of this or of fork(): what was handed back can be kept before.
  std::vector<ended> wait(std::chrono::milliseconds);

 private:
  struct child {
    std::size_t number;
    pid_t process;
    int socket;
    std::string text;
    bool begun;
    std::chrono::steady_clock::time_point began;
  };

  /// In a copy that is in reserve, until it may begin.
  static void await_beginning(int socket);
  /// Those that have waited longest begin, as many as may.
  void begin_more();
  /// Takes what has come. @return whether that is all that will.
  static bool receive(child&);
  ended finish(child&);
  /// Forgets the processes that have handed back what they had.
  void bury();

  unsigned at_once_, in_reserve_;
  int to_parent_ = -1;           ///< in a copy
  std::vector<child> children_;  ///< in the order of their making
  std::vector<pid_t> leaving_;   ///< have handed back what they had, and end
};

}  // namespace trapline::exploration
