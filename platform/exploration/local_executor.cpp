#include "platform/exploration/local_executor.h"

#include <sched.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <string>

namespace trapline::exploration {
namespace {

/// What a process of ours needs beside its guests' memory.
constexpr std::uint64_t own_memory = 96 << 20;
constexpr std::chrono::milliseconds glance{200};

unsigned usable_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return static_cast<unsigned>(CPU_COUNT(&set));
}

/// Bytes; 0 if the host does not say.
std::uint64_t available_memory() {
  std::ifstream info{"/proc/meminfo"};
  for (std::string word; info >> word;) {
    std::uint64_t kib = 0;
    if (word == "MemAvailable:" && info >> kib) return kib * 1024;
  }
  return 0;
}

point_row row_of(const process_pool::ended& ended, const planned_point& planned) {
  point_row row;
  if (ended.text.empty()) {
    row = {.id = planned.id, .point = planned.point, .code = 4};
    row.reason = WIFSIGNALED(ended.status)
                     ? std::string{"its process was ended by "} + strsignal(WTERMSIG(ended.status))
                     : "its process ended without a result";
  } else {
    row = row_from(ended.text);
  }
  row.wall_s = ended.took.count();
  return row;
}

}  // namespace

unsigned processes_at_once(unsigned asked_for, std::uint64_t memory_of_one) {
  const unsigned wanted = asked_for > 0 ? asked_for : usable_processors();
  const std::uint64_t room = available_memory() / (memory_of_one + own_memory);
  return std::max(1U, std::min(wanted, static_cast<unsigned>(std::min<std::uint64_t>(room, wanted))));
}

local_executor::local_executor(std::span<const planned_point* const> points, unsigned at_once, hearers h,
                               const std::atomic<bool>& stop)
    : points_{points}, pool_{at_once}, hearers_{std::move(h)}, stop_{stop} {}

const planned_point* local_executor::run() {
  has_run_ = true;
  progress so_far{0, points_.size()};
  std::size_t next = 0;
  hearers_.tell(so_far);
  while (so_far.done < points_.size() && !stop_) {
    for (; next < points_.size() && !pool_.full(); ++next)
      if (pool_.fork(next)) return points_[next];
    for (const process_pool::ended& ended : pool_.wait(glance)) {
      hearers_.keep(row_of(ended, *points_[ended.number]));
      ++so_far.done;
    }
    hearers_.tell(so_far);
  }
  return nullptr;
}

void local_executor::fail_all(const std::string& reason, int code) const {
  for (const planned_point* p : points_)
    hearers_.keep({.id = p->id, .point = p->point, .reason = reason, .code = code});
}

}  // namespace trapline::exploration
