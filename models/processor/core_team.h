/// Runs the guest code of several processors at the same point of the simulation: on as many threads of the
/// host as there are, because between two calls of its surroundings guest code touches nothing but its own
/// core and memory. What the calls do is left to the processes, one after the other, so that results do not
/// depend on the number of threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

#include "sim/time.h"

namespace trapline::processor {

class virtual_cpu;

class core_team {
 public:
  /// Guest code that may run for less than this is not worth asking the others for.
  static constexpr duration least = duration::us(10);

  core_team() = default;
  ~core_team();
  core_team(const core_team&) = delete;
  core_team& operator=(const core_team&) = delete;

  /// @param threads the calling one included; 1 to begin with.
  void use_threads(unsigned threads);

  /// From the process of the processor that runs this guest. Lets the other processes come as far at this
  /// instant, and runs every guest that has come here until it needs its surroundings.
  void run(virtual_cpu&);

 private:
  void run_all(const std::vector<virtual_cpu*>&);
  void work();
  /// Runs the next of the round. @return whether there was one. @param lock is held before and after.
  bool run_next(std::unique_lock<std::mutex>& lock);

  std::vector<virtual_cpu*> waiting_;

  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable begin_, end_;
  std::vector<virtual_cpu*> to_run_;
  std::size_t running_ = 0;
  bool over_ = false;
};

}  // namespace trapline::processor
