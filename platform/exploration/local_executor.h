/// A sweep's points on this machine's processors: each in a process of its own, their rows kept as they come.
#pragma once

#include <atomic>
#include <functional>
#include <span>

#include "platform/exploration/point_row.h"
#include "platform/exploration/process_pool.h"
#include "platform/exploration/sweep_plan.h"

namespace trapline::exploration {

struct progress {
  std::size_t done = 0, of = 0;
};

/// How many processes there may be: as many as asked for, or as the processors that this process may use; no more than
/// the free memory holds of guests that have `memory_of_one` bytes.
unsigned processes_at_once(unsigned asked_for, std::uint64_t memory_of_one);

class local_executor {
 public:
  struct hearers {
    std::function<void(const point_row&)> keep;  ///< called with each row, in the process that began
    std::function<void(progress)> tell;
  };
  local_executor(std::span<const planned_point* const> points, unsigned at_once, hearers,
                 const std::atomic<bool>& stop);

  /// Makes a copy of this process for each point, until all are through or `stop` is set; what runs then is dropped. A
  /// point whose process died has a row that says so.
  /// @return in a copy, the point that it has to compute and hand_back(); in the process that began, null at the end.
  const planned_point* run();
  [[noreturn]] void hand_back(const point_row& row) { pool_.hand_back(to_line(row)); }
  /// Whether run() has been called.
  bool has_run() const { return has_run_; }
  /// Says that none is through.
  void tell_of_none() const { hearers_.tell({0, points_.size()}); }
  /// Each of them failed, for this reason: there was nothing to copy.
  void fail_all(const std::string& reason, int code) const;

 private:
  std::span<const planned_point* const> points_;
  process_pool pool_;
  hearers hearers_;
  const std::atomic<bool>& stop_;
  bool has_run_ = false;
};

}  // namespace trapline::exploration
