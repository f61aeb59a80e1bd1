/// A sweep's points on this machine's processors: each in a process of its own, their rows kept as they come.
#pragma once

#include <atomic>
#include <functional>
#include <span>

#include "platform/exploration/point_row.h"
#include "platform/exploration/sweep_plan.h"

namespace trapline::exploration {

/// Runs a point in the process that calls it, which does nothing else after it.
using point_runner = std::function<point_row(const planned_point&)>;

struct progress {
  std::size_t done = 0, of = 0;
};

/// How many processes there may be: as many as asked for, or as the processors that this process may use; no more than
/// the free memory holds of guests that have `memory_of_one` bytes.
unsigned processes_at_once(unsigned asked_for, std::uint64_t memory_of_one);

/// Runs them until all are through or `stop` is set; what runs then is dropped.
/// @param keep called here, with each row; a point whose process died has a row that says so.
void run_here(std::span<const planned_point* const> points, unsigned at_once, const point_runner& run,
              const std::function<void(const point_row&)>& keep, const std::function<void(progress)>& tell,
              const std::atomic<bool>& stop);

}  // namespace trapline::exploration
