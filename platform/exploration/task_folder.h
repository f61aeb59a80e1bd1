/// A sweep's points in portions, each a file that one process somewhere works off: FOLDER/tasks/N.json, a line a point.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "platform/exploration/sweep_plan.h"

namespace trapline::exploration {

struct sweep_task {
  std::string scenario;
  std::string from;                      ///< as sweep_origin reads it
  std::vector<std::string> assignments;  ///< --set
  std::vector<planned_point> points;
};

class task_folder {
 public:
  explicit task_folder(const std::filesystem::path& sweep_folder);

  /// Deals the points out to tasks 0, 1, ..., in their order, with what was there before gone.
  /// @return how many tasks: no more than `most`, none of them empty.
  std::size_t deal(std::span<const planned_point* const> points, std::size_t most, const sweep_plan& plan,
                   const std::vector<std::string>& assignments);
  /// @throws config_error if there is no such task.
  sweep_task read(std::size_t number) const;
  /// Where a task's output goes.
  std::filesystem::path log(const std::string& number) const { return folder_ / (number + ".log"); }

  /// Somebody works on it: said by the task every second or so.
  void beat(std::size_t number) const;
  /// How often that was said, as far as it can be seen from here.
  std::string last_beat(std::size_t number) const;

 private:
  std::filesystem::path file(std::size_t number, const char* ending) const {
    return folder_ / (std::to_string(number) + ending);
  }

  std::filesystem::path folder_;
};

}  // namespace trapline::exploration
