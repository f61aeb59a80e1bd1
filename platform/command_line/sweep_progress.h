/// How far a sweep is: one line on standard error that renews itself, if that is a terminal.
#pragma once

#include <chrono>

#include "platform/exploration/local_executor.h"

namespace trapline {

class sweep_progress {
 public:
  explicit sweep_progress(bool quiet);
  ~sweep_progress();
  sweep_progress(const sweep_progress&) = delete;
  sweep_progress& operator=(const sweep_progress&) = delete;

  /// "120 of 1,000 points, 12.5 a second, 1 min 10 s left"
  void show(exploration::progress);

 private:
  bool shown_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace trapline
