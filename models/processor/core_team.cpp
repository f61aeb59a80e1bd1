#include "models/processor/core_team.h"

#include <algorithm>
#include <systemc>
#include <utility>

#include "models/processor/virtual_cpu.h"

namespace trapline::processor {

core_team::~core_team() {
  {
    const std::lock_guard lock{mutex_};
    over_ = true;
  }
  begin_.notify_all();
  for (std::thread& t : workers_) t.join();
}

void core_team::use_threads(unsigned threads) {
  while (workers_.size() + 1 < threads) workers_.emplace_back([this] { work(); });
}

void core_team::run(virtual_cpu& cpu) {
  waiting_.push_back(&cpu);
  sc_core::wait(sc_core::SC_ZERO_TIME);
  if (std::ranges::find(waiting_, &cpu) == waiting_.end()) return;
  const std::vector<virtual_cpu*> round = std::exchange(waiting_, {});
  for (virtual_cpu* each : round) each->plan();
  run_all(round);
}

void core_team::run_all(const std::vector<virtual_cpu*>& round) {
  if (workers_.empty() || round.size() == 1) {
    for (virtual_cpu* each : round) each->run_aside();
    return;
  }
  std::unique_lock lock{mutex_};
  to_run_ = round;
  begin_.notify_all();
  while (run_next(lock)) {
  }
  end_.wait(lock, [this] { return running_ == 0; });
}

void core_team::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    begin_.wait(lock, [this] { return over_ || !to_run_.empty(); });
    if (over_) return;
    run_next(lock);
  }
}

bool core_team::run_next(std::unique_lock<std::mutex>& lock) {
  if (to_run_.empty()) return false;
  virtual_cpu* const next = to_run_.back();
  to_run_.pop_back();
  ++running_;
  lock.unlock();
  next->run_aside();
  lock.lock();
  if (--running_ == 0 && to_run_.empty()) end_.notify_one();
  return true;
}

}  // namespace trapline::processor
